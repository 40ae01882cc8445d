import { shortDigest } from '#shared/kernel/digest'

/** Returns the name of an attachment, the same for a record whenever it is generated. */
const nameOf = (kind: string, record: string, ending: string): string =>
	`${kind}-${shortDigest(`demonstration ${kind} ${record}`).slice(0, 22)}.${ending}`

/** Returns the name of the photo of a record. */
export const generatedPhoto = (record: string): string => nameOf('picture', record, 'png')

/** Returns the name of the recording of a record. */
export const generatedRecording = (record: string): string => nameOf('sound', record, 'webm')
