import { useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { saveFrom } from '../../api/save-from.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'

interface DownloadButtonProps {
	readonly address: string
	readonly text: string
	/** Name of the file in the label, to distinguish several buttons. */
	readonly name: string
}

/** A button that downloads a file from the server. */
export function DownloadButton({ address, text, name }: DownloadButtonProps) {
	const [problem, setProblem] = useState<Problem | null>(null)
	async function take() {
		setProblem(null)
		try {
			await saveFrom(address)
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<>
			<button
				type="button"
				className="plain small"
				aria-label={`${text}: ${name}`}
				onClick={() => void take()}
			>
				{text}
			</button>
			<ProblemNote problem={problem} />
		</>
	)
}
