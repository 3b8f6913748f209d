#!/bin/bash
# A Slurm cluster of one node on this machine, for the tests: slurm.sh start | stop | status
#
# No systemd, no cgroups, no accounting; munge with a socket of its own. Needs slurm-wlm and munge, and root (slurmd
# starts tasks as their users); slurm-wlm-torque adds PBS's commands for it. Programs find it by SLURM_CONF, which `start` prints.
set -euo pipefail

root=${SPAR_SLURM_ROOT:-/tmp/spar-slurm}
export SLURM_CONF=$root/slurm.conf

configure() {
    mkdir -p "$root"/{state,spool,munge,log}
    # munged refuses folders and keys that others could write to or read.
    chmod 755 "$root" "$root/munge"
    [ -s "$root/munge.key" ] || dd if=/dev/urandom of="$root/munge.key" bs=1024 count=1 status=none
    chmod 600 "$root/munge.key"
    local host cores memory
    host=$(hostname -s)
    cores=$(nproc)
    memory=$(awk '/MemTotal/ { print int($2 / 1024 * 0.9) }' /proc/meminfo)
    cat > "$SLURM_CONF" <<CONF
ClusterName=spar
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$(id -un)
SlurmctldPort=${SPAR_SLURM_PORT:-16817}
SlurmdPort=$((${SPAR_SLURM_PORT:-16817} + 1))
AuthType=auth/munge
AuthInfo=socket=$root/munge/socket
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/linux
ReturnToService=2
MpiDefault=none
SwitchType=switch/none
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=1
MaxArraySize=101
StateSaveLocation=$root/state
SlurmdSpoolDir=$root/spool
SlurmctldPidFile=$root/slurmctld.pid
SlurmdPidFile=$root/slurmd.pid
SlurmctldLogFile=$root/log/slurmctld.log
SlurmdLogFile=$root/log/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cores RealMemory=$memory State=UNKNOWN
PartitionName=test Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
}

stop() {
    # By the numbers in their own files, and only where those are still the daemons.
    for name in slurmd slurmctld munged; do
        local file=$root/$name.pid number
        [ -s "$file" ] || continue
        number=$(cat "$file")
        if grep -qs "$name" "/proc/$number/comm"; then
            kill "$number"
            for _ in $(seq 50); do [ -d "/proc/$number" ] || break; sleep 0.1; done
        fi
        rm -f "$file"
    done
}

case ${1:-} in
start)
    stop
    configure
    munged --force --key-file="$root/munge.key" --socket="$root/munge/socket" --pid-file="$root/munged.pid" \
        --log-file="$root/log/munged.log" --seed-file="$root/munge.seed"
    slurmctld
    slurmd
    for _ in $(seq 100); do
        if sinfo --noheader --format=%t 2>/dev/null | grep -q idle; then
            echo "export SLURM_CONF=$SLURM_CONF"
            exit 0
        fi
        sleep 0.1
    done
    echo "slurm.sh: the node did not become idle; see $root/log" >&2
    exit 1
    ;;
stop) stop ;;
status) sinfo ;;
*)
    echo "usage: slurm.sh start | stop | status" >&2
    exit 2
    ;;
esac
