/** A backup that cannot be made or put back; the message says what to do. */
export class BackupWrong extends Error {
	override readonly name = 'BackupWrong'
}
