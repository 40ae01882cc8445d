import { useState } from 'react'
import { sampleApi } from '#shared/api/sample'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { areas } from '#shared/sample/sample'
import type { ImportListingDrawRequest, SampleResponse } from '#shared/sample/sample-api'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'

interface DrawnNoteProps {
	readonly round: string
	readonly drawn: SampleResponse['drawn'][number]
	readonly onDone: () => void
}

/** A cluster that was listed and drawn on a phone: one button adds its households to the sample. */
export function ListingDrawNote({ round, drawn, onDone }: DrawnNoteProps) {
	const { t } = useTranslations()
	const [area, setArea] = useState<ImportListingDrawRequest['area']>('rural')
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBusy, setBusy] = useState(false)
	const { cluster, record, listed, chosen, reserve } = drawn
	async function take() {
		setBusy(true)
		setProblem(null)
		try {
			await callRoute(sampleApi.importListingDraw, { body: { round, record, area } })
			onDone()
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setBusy(false)
		}
	}
	return (
		<section className="note wait stack tight" aria-label={t('sample.addToSample', { cluster })}>
			<p>{t('sample.listingDrawHelp', { cluster, listed, chosen, reserve })}</p>
			<div className="actions">
				<label>
					{t('sample.listingArea')}{' '}
					<select
						value={area}
						onChange={({ target }) => setArea(areas.find((each) => each === target.value) ?? area)}
					>
						{areas.map((each) => (
							<option key={each} value={each}>
								{t(`dayPlan.area.${each}`)}
							</option>
						))}
					</select>
				</label>
				<button type="button" disabled={isBusy} onClick={() => void take()}>
					{t('sample.addToSample', { cluster })}
				</button>
			</div>
			<ProblemNote problem={problem} />
		</section>
	)
}
