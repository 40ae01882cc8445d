/*
 * The answer to a question for a picture, sound, video or file is the name of an encrypted attachment on the
 * phone: its kind, 128 random bits, and an extension. A sound of several parts is one answer, with the names
 * separated by spaces.
 */

export const attachmentKinds = ['sound', 'picture', 'video', 'file'] as const
export type AttachmentKind = (typeof attachmentKinds)[number]

export const attachmentName = /^(sound|picture|video|file)-[\w-]{22}(\.[a-z\d]{1,8})?$/

export const kindOf = (name: string): AttachmentKind =>
	attachmentKinds.find((kind) => name.startsWith(`${kind}-`)) ?? 'file'

const types: Readonly<Record<string, string>> = {
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	png: 'image/png',
	webp: 'image/webp',
	gif: 'image/gif',
	mp4: 'video/mp4',
	webm: 'video/webm',
	mov: 'video/quicktime',
	'3gp': 'video/3gpp',
}

/**
 * Media type that a browser may show or play; '' if it may only save the file. SVG is not among them, since
 * it can contain a program.
 */
export const typeOfAttachment = (name: string): string => {
	const kind = kindOf(name)
	if (kind === 'sound') return 'audio/webm'
	const type = types[name.split('.')[1] ?? ''] ?? ''
	const family = kind === 'picture' ? 'image/' : 'video/'
	return kind !== 'file' && type.startsWith(family) ? type : ''
}

/** Returns the names of the attachments in the answers. */
export const attachmentsNamedBy = (answers: Iterable<unknown>): string[] =>
	[...answers]
		.flatMap((answer) => (typeof answer === 'string' ? answer.split(' ') : []))
		.filter((name) => attachmentName.test(name))
