import { useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { saveFrom } from '../sync/desk-client.ts'
import { ProblemNote } from '../ui/problem-text.tsx'

interface DownloadButtonProps {
	readonly address: string
	readonly text: string
	/** Of what it is, among several. */
	readonly name: string
}

/** A button that saves a file of the server's. */
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
