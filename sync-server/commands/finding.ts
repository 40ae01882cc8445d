/** Result of one check. No text contains a secret, or a password of an address. */
export interface Finding {
	readonly about: string
	/** warning: the server works, but something should be changed. */
	readonly state: 'ok' | 'warning' | 'problem'
	readonly text: string
}
