import { type MarkedRun, readMarks } from '#shared/forms/label-markdown'

/** A label with bold, italic and headings. */
export function MarkedText({ text }: { text: string }) {
	const lines = readMarks(text)
	return lines.map(({ isHeading, runs }, i) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: the lines of one text never change places
		<span key={i} className={isHeading ? 'text-line text-heading' : 'text-line'}>
			{runs.map((run, j) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: nor do its pieces
				<Run key={j} run={run} />
			))}
		</span>
	))
}

function Run({ run: { text, isStrong, isEmphasised } }: { run: MarkedRun }) {
	const inner = isEmphasised ? <em>{text}</em> : text
	return isStrong ? <strong>{inner}</strong> : inner
}
