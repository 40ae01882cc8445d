/** File types that may contain a location which this app cannot remove. */
const endings = /^(heic|heif|hif|avif|tiff?|dng|cr2|nef|arw|raf|orf|rw2|mp4|m4v|mov|3gp|3g2|mkv)$/

export const canContainLocation = (ending: string): boolean => endings.test(ending)

/**
 * Returns the extension by content: phones may name such a picture `jpg`, or not at all, and the extension
 * must show the type later.
 */
export function getDetectedExtension(ending: string, head: Uint8Array): string {
	if (canContainLocation(ending)) return ending
	const text = String.fromCharCode(...head)
	if (/^(II\*\0|MM\0\*)/.test(text)) return 'tif'
	if (text.slice(4, 8) !== 'ftyp') return ending
	return /^(he|mif|msf|avi)/.test(text.slice(8)) ? 'heic' : 'mp4'
}
