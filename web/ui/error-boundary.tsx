import { Component, type ReactNode } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { useTranslations } from './i18n.ts'
import { ProblemNote } from './problem-text.tsx'

/** Error boundary: shows the problem and a way to continue; never a white page. */
export class Fallback extends Component<{ children: ReactNode }, { problem: Problem | null }> {
	override state: { problem: Problem | null } = { problem: null }
	static getDerivedStateFromError(thrown: unknown): { problem: Problem } {
		return { problem: asProblem(thrown) }
	}
	override render(): ReactNode {
		const { problem } = this.state
		if (!problem) return this.props.children
		return <Failed problem={problem} onAgain={() => this.setState({ problem: null })} />
	}
}

function Failed({ problem, onAgain }: { problem: Problem; onAgain: () => void }) {
	const { t } = useTranslations()
	return (
		<main className="screen narrow stack">
			<p className="brand">
				Zila <span lang="ur">ضلع</span>
			</p>
			<ProblemNote problem={problem} />
			<button type="button" onClick={onAgain}>
				{t('app.retry')}
			</button>
		</main>
	)
}
