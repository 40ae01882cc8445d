import { qualityApi } from '#shared/api/quality'
import { may } from '#shared/people/roles'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { DecisionLine, FlagRow } from './flag-row.tsx'

interface RecordFlagsNoteProps {
	readonly id: string
	/** Called when a flag was resolved: approval of the record may need a reason no longer. */
	readonly onDecided: () => void
}

/** Quality flags of a record, on its page; nothing if there are none. */
export function RecordFlagsNote(props: RecordFlagsNoteProps) {
	const { person } = useDesk()
	return may(person.role, 'quality.read') ? <FlagsOf {...props} /> : null
}

function FlagsOf({ id, onDecided }: RecordFlagsNoteProps) {
	const { t } = useTranslations()
	const { found, problem, reload } = useRoute(qualityApi.recordFlags, { params: { id } })
	if (problem) return <ProblemNote problem={problem} />
	if (!found || found.flags.length + found.gone.length === 0) return null
	return (
		<section className="stack tight" aria-labelledby="flags">
			<h2 id="flags">{t('quality.record')}</h2>
			<ul className="flags">
				{found.flags.map((flag) => (
					<FlagRow
						key={`${flag.kind} ${flag.item}`}
						round={found.round}
						flag={flag}
						onDecided={() => {
							reload()
							onDecided()
						}}
					/>
				))}
			</ul>
			{found.gone.length > 0 && (
				<>
					<h3>{t('quality.noLongerFlagged')}</h3>
					{found.gone.map((each) => (
						<div key={each.at}>
							<p>{t.orElse(`quality.kinds.${each.kind}`, each.kind)}</p>
							<DecisionLine {...each} />
						</div>
					))}
				</>
			)}
		</section>
	)
}
