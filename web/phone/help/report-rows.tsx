import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useReports } from './use-reports.ts'

/** Rows of the menu of a form: reports to the office. */
export function ReportRows() {
	const { t } = useTranslations()
	const { forms, begin, isBeginning, problem } = useReports()
	return (
		<>
			<ProblemNote problem={problem} />
			{forms
				.filter(({ canBeSealed }) => canBeSealed)
				.map((form) => (
					<button
						key={form.id}
						type="button"
						className="row"
						disabled={isBeginning}
						onClick={() => void begin(form)}
					>
						<span className="badge stop">
							<Icon name="shield" />
						</span>
						<span>
							<b>{t('help.report')}</b>
						</span>
					</button>
				))}
		</>
	)
}
