/** Returns the code of an error of the system, of a database or of a mail server, such as ENOENT; '' without one. */
export const errorCodeOf = (thrown: unknown): string =>
	thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
