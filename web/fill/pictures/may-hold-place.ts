/** Kinds of files that may say where they were taken, and out of which nobody here can take it. */
const endings = /^(heic|heif|hif|avif|tiff?|dng|cr2|nef|arw|raf|orf|rw2|mp4|m4v|mov|3gp|3g2|mkv)$/

export const canContainLocation = (ending: string): boolean => endings.test(ending)

/** Phones also call such a picture `jpg`, or nothing: then it is named by what it is, so that it is seen later, too. */
export function getDetectedExtension(ending: string, head: Uint8Array): string {
	if (canContainLocation(ending)) return ending
	const text = String.fromCharCode(...head)
	if (/^(II\*\0|MM\0\*)/.test(text)) return 'tif'
	if (text.slice(4, 8) !== 'ftyp') return ending
	return /^(he|mif|msf|avi)/.test(text.slice(8)) ? 'heic' : 'mp4'
}
