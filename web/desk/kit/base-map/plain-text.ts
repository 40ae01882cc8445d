const longest = 300
const entities: Readonly<Record<string, string>> = {
	amp: '&',
	copy: '©',
	gt: '>',
	lt: '<',
	nbsp: ' ',
	quot: '"',
}

/** Returns the text of a piece of HTML, without its tags: the attribution of an archive is often a link. */
export const plainText = (html: string): string =>
	html
		.replace(/<[^>]*>/g, ' ')
		.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w+));/gi, (all, decimal, hex, name) =>
			name
				? (entities[name.toLowerCase()] ?? all)
				: characterOf(decimal ? Number(decimal) : parseInt(hex, 16)),
		)
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, longest)

const characterOf = (code: number): string =>
	code < 32 || code > 0x10ffff ? ' ' : String.fromCodePoint(code)
