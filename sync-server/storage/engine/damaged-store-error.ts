/** The database file is damaged; the message says what to do. */
export class StoreDamaged extends Error {
	constructor(file: string, found: string) {
		super(
			`${file} is damaged (SQLite: ${found.split('\n').join(' ')}), and nothing was changed. Copy the folder away, put the newest backup into an empty one with zila restore, and start again: phones bring back what came after it.`,
		)
	}
}
