import type { EnumeratorResponse, MeasureComparison } from '#shared/quality/quality-api'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'

const percent = ({ so, of }: MeasureComparison['own']): number => (of === 0 ? 0 : (so / of) * 100)

/**
 * An enumerator's work compared with the others: shares with their ranges, grey if there are too few
 * interviews.
 */
export function MeasuresTable({ found }: { found: EnumeratorResponse }) {
	const { t, language } = useTranslations()
	const whole = (value: number) => numberIn(language, Math.round(value))
	const middle = (value: number | null) => (value === null ? '–' : numberIn(language, value))
	return (
		<>
			<p className="hint">{t('quality.districtComparisonHint', { least: found.least })}</p>
			<table className="shares">
				<thead>
					<tr>
						<th scope="col">{t('quality.measureName')}</th>
						{(['own', 'range', 'others'] as const).map((column) => (
							<th key={column} scope="col" className="number">
								{t(`quality.${column}`)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{(['minutes', 'perDay'] as const).map((name) => (
						<tr key={name}>
							<th scope="row">{t(`quality.${name}`)}</th>
							<td className="number">{middle(found[name].own)}</td>
							<td className="number" />
							<td className="number">{middle(found[name].team)}</td>
						</tr>
					))}
					{found.shares.map(({ measure, own, low, high, team, isFew }) => (
						<tr key={measure} className={isFew ? 'is-few' : undefined}>
							<th scope="row">{t(`quality.measure.${measure}`)}</th>
							<td className="number">{own.of === 0 ? '–' : <bdi dir="ltr">{whole(percent(own))} %</bdi>}</td>
							<td className="number">
								{own.of > 0 && (
									<bdi dir="ltr">
										{whole(low * 100)}–{whole(high * 100)}
									</bdi>
								)}
							</td>
							<td className="number">
								{team.of === 0 ? '–' : <bdi dir="ltr">{whole(percent(team))} %</bdi>}
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</>
	)
}
