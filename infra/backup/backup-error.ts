/** A failure that its message explains in full: the command prints it as one line, without a stack. */
export class BackupError extends Error {}
