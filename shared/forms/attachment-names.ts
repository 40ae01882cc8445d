/*
 * The answer of a question that asks for a picture, a sound, a video or a file is the name of what lies sealed on the
 * phone: what it is, 128 random bits, and an ending. A sound of several parts is one answer, its names parted by spaces.
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
 * What a browser may take it for; '' for what it shall only save. A picture that draws itself from text (SVG) could carry
 * a program.
 */
export const typeOfAttachment = (name: string): string => {
	const kind = kindOf(name)
	if (kind === 'sound') return 'audio/webm'
	const type = types[name.split('.')[1] ?? ''] ?? ''
	const family = kind === 'picture' ? 'image/' : 'video/'
	return kind !== 'file' && type.startsWith(family) ? type : ''
}

/** The attachments that answers name. */
export const attachmentsNamedBy = (answers: Iterable<unknown>): string[] =>
	[...answers]
		.flatMap((answer) => (typeof answer === 'string' ? answer.split(' ') : []))
		.filter((name) => attachmentName.test(name))
