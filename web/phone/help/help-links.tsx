import { useLocation } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { useReports } from './use-reports.ts'

/** Links inside a form, where the corner has no room: help, and reports to the office. */
export function HelpLinks({ isReport }: { isReport: boolean }) {
	const { t } = useTranslations()
	const { flushScreen } = useSession()
	const [, go] = useLocation()
	const { forms, begin, isBeginning, problem } = useReports()
	return (
		<>
			<ProblemNote problem={problem} />
			<button
				type="button"
				className="plain"
				onClick={() => {
					flushScreen()
					go('/help')
				}}
			>
				{t('help.title')}
			</button>
			{!isReport &&
				forms
					.filter(({ canBeSealed }) => canBeSealed)
					.map((form) => (
						<button key={form.id} type="button" disabled={isBeginning} onClick={() => void begin(form)}>
							{t('help.report')}
						</button>
					))}
		</>
	)
}
