import { useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { saveFrom } from '../../api/save-from.ts'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'

/** Downloads the codings, for spreadsheets and for software for qualitative analysis. */
export function DownloadCodings({ round }: { readonly round: string }) {
	const { t } = useTranslations()
	const [problem, setProblem] = useState<Problem | null>(null)
	return (
		<>
			<div className="filters">
				{(['csv', 'qdpx'] as const).map((format) => (
					<button
						key={format}
						type="button"
						className="plain small"
						onClick={() => {
							setProblem(null)
							saveFrom(`/api/transcripts/file?${searchOf({ round, format })}`).catch((thrown: unknown) =>
								setProblem(asProblem(thrown)),
							)
						}}
					>
						{t(`transcripts.export.${format}`)}
					</button>
				))}
			</div>
			<p className="hint">{t('transcripts.exportHelp')}</p>
			<ProblemNote problem={problem} />
		</>
	)
}
