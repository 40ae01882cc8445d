/**
 * Maximum bytes of one recording: eight minutes as it is recorded here, one and a half as most recorders
 * write MP3.
 */
export const largestSound = 1_500_000

/** Detects the media type of a sound by its first bytes, never by a declared type. Null for anything else. */
export function soundTypeOf(bytes: Uint8Array): string | null {
	const isAt = (at: number, letters: string) =>
		[...letters].every((letter, i) => bytes[at + i] === letter.charCodeAt(0))
	if (isAt(0, '\u001aE\u00df\u00a3')) return 'audio/webm'
	if (isAt(0, 'OggS')) return 'audio/ogg'
	if (isAt(4, 'ftyp')) return 'audio/mp4'
	if (isAt(0, 'RIFF') && isAt(8, 'WAVE')) return 'audio/wav'
	const [first = 0, second = 0] = bytes
	// MP3 begins with its frames or with a title tag; AAC with frames too
	if (isAt(0, 'ID3')) return 'audio/mpeg'
	if (first === 0xff && (second & 0xf6) === 0xf0) return 'audio/aac'
	return first === 0xff && (second & 0xe0) === 0xe0 ? 'audio/mpeg' : null
}
