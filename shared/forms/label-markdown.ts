/** A run of a label in one style of XLSForm's Markdown. */
export interface MarkedRun {
	readonly text: string
	readonly isStrong?: true
	readonly isEmphasised?: true
}

/** A line of a label. */
export interface MarkdownLine {
	readonly isHeading: boolean
	readonly runs: readonly MarkedRun[]
}

const marks =
	/(?<answer>\u2068[^\u2069]*\u2069)|\\(?<sign>[\\*_#[\]<])|\*\*(?<strong>[^\n]+?)\*\*|(?<![\p{L}\p{N}_])__(?<strong2>[^\n]+?)__(?![\p{L}\p{N}_])|\*(?<em>[^\s*][^*\n]*?)\*|(?<![\p{L}\p{N}_])_(?<em2>[^\s_][^_\n]*?)_(?![\p{L}\p{N}_])|\[(?<link>[^\]\n]+)\]\((?<address>[^)\s]+)\)|<(?<tag>\/?)(?<name>b|strong|i|em|u|span|font|p|br|div)\b[^<>]*>/u

/**
 * Parses the marks of XLSForm in labels and hints: bold, italic, headings, line breaks. A link becomes its
 * words and its address, since nothing may lead out of an interview. An answer inside of the text (between
 * U+2068 and U+2069) is never read as a mark.
 */
export function readMarks(text: string): MarkdownLine[] {
	return text
		.replace(/<br\s*\/?>|<\/p>\s*/gi, '\n')
		.replace(/\n+$/, '')
		.split('\n')
		.map((line) => {
			const heading = /^#{1,6}\s+/.exec(line)
			return { isHeading: heading !== null, runs: runsOf(line.slice(heading?.[0].length ?? 0), {}) }
		})
}

/** Removes the marks, for places where only plain text can be shown or spoken. */
export const unmarked = (text: string): string =>
	readMarks(text)
		.map(({ runs }) => runs.map((run) => run.text).join(''))
		.join('\n')

type RunStyle = Omit<MarkedRun, 'text'>

function runsOf(text: string, look: RunStyle): MarkedRun[] {
	const runs: MarkedRun[] = []
	let rest = text
	let tagged: RunStyle = look
	const add = (piece: string) => {
		if (piece !== '') runs.push({ text: piece, ...tagged })
	}
	for (let found = marks.exec(rest); found; found = marks.exec(rest)) {
		add(rest.slice(0, found.index))
		const { answer, sign, strong, strong2, em, em2, link, address, tag, name } = found.groups ?? {}
		const bold = strong ?? strong2
		const italic = em ?? em2
		if (answer !== undefined || sign !== undefined) add(answer ?? sign ?? '')
		else if (bold !== undefined) runs.push(...runsOf(bold, { ...tagged, isStrong: true }))
		else if (italic !== undefined) runs.push(...runsOf(italic, { ...tagged, isEmphasised: true }))
		else if (link !== undefined) add(link === address ? link : `${link} (${address})`)
		else if (tag === '/') tagged = look
		else tagged = styleOfTag(name ?? '', look)
		rest = rest.slice(found.index + found[0].length)
	}
	add(rest)
	return runs
}

/** A coloured or underlined piece becomes strong: its meaning must not depend on its colour. */
const styleOfTag = (name: string, look: RunStyle): RunStyle => {
	if (/^(i|em)$/i.test(name)) return { ...look, isEmphasised: true }
	return /^(b|strong|u|span|font)$/i.test(name) ? { ...look, isStrong: true } : look
}
