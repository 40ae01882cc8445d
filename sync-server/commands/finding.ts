/** Subjects of `zila check`, in the order of its output and of the documentation. */
export const checkSubjects = [
	'settings',
	'data folder',
	'database',
	'database owner',
	'attachments',
	'keys',
	'e-mail',
	'address',
	'disk',
	'program',
	'base map',
] as const
export type CheckSubject = (typeof checkSubjects)[number]

/** Result of one check. No text contains a secret, or a password of an address. */
export interface Finding {
	readonly about: CheckSubject
	/** warning: the server works, but something should be changed. */
	readonly state: 'ok' | 'warning' | 'problem'
	readonly text: string
}
