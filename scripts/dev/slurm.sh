#!/bin/bash
# A Slurm cluster on this machine, for the tests: slurm.sh start [nodes] | lose NODE | stop | status
#
# One node that has the machine's cores, or several of that many each, a slurmd for each (node1, node2 …). `lose node2` is
# what a failing node does: its slurmd and all that runs under it are killed, and nobody tells the controller.
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
    local host cores memory nodes=${1:-1} lines="" names="" i
    host=$(hostname -s)
    cores=$(nproc)
    memory=$(awk '/MemTotal/ { print int($2 / 1024 * 0.9) }' /proc/meminfo)
    for i in $(seq "$nodes"); do
        lines+="NodeName=node$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((${SPAR_SLURM_PORT:-16817} + i)) "
        lines+="CPUs=$cores RealMemory=$((memory / nodes)) State=UNKNOWN"$'\n'
        names+=${names:+,}node$i
        mkdir -p "$root/spool/node$i"
    done
    cat > "$SLURM_CONF" <<CONF
ClusterName=spar
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$(id -un)
SlurmctldPort=${SPAR_SLURM_PORT:-16817}
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
SlurmdSpoolDir=$root/spool/%n
SlurmdTimeout=${SPAR_SLURM_TIMEOUT:-20}
SlurmctldPidFile=$root/slurmctld.pid
SlurmdPidFile=$root/slurmd.%n.pid
SlurmctldLogFile=$root/log/slurmctld.log
SlurmdLogFile=$root/log/slurmd.%n.log
${lines}PartitionName=test Nodes=$names Default=YES MaxTime=INFINITE State=UP
CONF
}

stop() {
    # By the numbers in their own files, and only where those are still the daemons.
    local file number name
    for file in "$root"/slurmd.*.pid "$root/slurmctld.pid" "$root/munged.pid"; do
        [ -s "$file" ] || continue
        number=$(cat "$file")
        name=$(basename "$file")
        name=${name%%.*}
        if grep -qs "$name" "/proc/$number/comm"; then
            kill "$number"
            for _ in $(seq 50); do [ -d "/proc/$number" ] || break; sleep 0.1; done
        fi
        rm -f "$file"
    done
}

# A node's slurmd, and what its tasks' environment says runs on it, with the steps above them.
lose() {
    local file=$root/slurmd.$1.pid folder parent
    [ -s "$file" ] || { echo "slurm.sh: there is no node $1" >&2; exit 2; }
    kill -9 "$(cat "$file")"
    rm -f "$file"
    for folder in /proc/[0-9]*; do
        grep -qsz "^SLURMD_NODENAME=$1\$" "$folder/environ" || continue
        parent=$(awk '/^PPid:/ { print $2 }' "$folder/status" 2>/dev/null) || continue
        if grep -qs slurmstepd "/proc/$parent/comm"; then kill -9 "$parent" 2>/dev/null || true; fi
        kill -9 "${folder#/proc/}" 2>/dev/null || true
    done
}

case ${1:-} in
start)
    stop
    configure "${2:-1}"
    munged --force --key-file="$root/munge.key" --socket="$root/munge/socket" --pid-file="$root/munged.pid" \
        --log-file="$root/log/munged.log" --seed-file="$root/munge.seed"
    slurmctld
    for i in $(seq "${2:-1}"); do slurmd -N "node$i"; done
    for _ in $(seq 100); do
        if [ "$(sinfo --noheader --Node --format=%t 2>/dev/null | grep -c idle)" = "${2:-1}" ]; then
            echo "export SLURM_CONF=$SLURM_CONF"
            exit 0
        fi
        sleep 0.1
    done
    echo "slurm.sh: the node did not become idle; see $root/log" >&2
    exit 1
    ;;
lose) lose "${2:?name a node, such as node2}" ;;
stop) stop ;;
status) sinfo ;;
*)
    echo "usage: slurm.sh start [nodes] | lose NODE | stop | status" >&2
    exit 2
    ;;
esac
