// Whether SQLite may keep its log beside a store.

import Basics
import CWorker

extension FileSystem {
    /// Whether a path lies on a file system that other machines may share: SQLite's write-ahead log needs memory that
    /// all its users map, and locks that hold, which these do not give. Magic numbers of statfs(2) and the kernel's
    /// include/uapi/linux/magic.h; FUSE may be anything, so it counts as one.
    static func isShared(_ path: String) -> Bool {
        let kind = worker_file_system(path)
        guard kind != -1 else { return false }
        let magic: Set<UInt32> = [
            0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42,  // NFS, SMB, CIFS, SMB2
            0x0BD0_0BD0, 0x4750_4653, 0x1983_0326, 0xAAD7_AAEA, 0x2003_0528,  // Lustre, GPFS, BeeGFS, PanFS, PVFS2
            // FUSE AFS Ceph 9P Coda OCFS2
            0x6573_5546, 0x5346_414F, 0x00C3_6400, 0x0102_1997, 0x7375_7245, 0x7461_636F,
        ]
        return magic.contains(UInt32(truncatingIfNeeded: kind))
    }
}
