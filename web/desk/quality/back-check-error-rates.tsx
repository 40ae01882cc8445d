import type { BackCheckListResponse } from '#shared/quality/back-check-assignment'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'

type EnumeratorErrorRate = BackCheckListResponse['enumerators'][number]

/** Rate of differing answers by enumerator, the highest first. */
export function EnumeratorErrorRates({ enumerators }: { enumerators: readonly EnumeratorErrorRate[] }) {
	const { t, language } = useTranslations()
	const share = ({ typeOne, typeTwo }: EnumeratorErrorRate) =>
		(typeOne.differing + typeTwo.differing) / Math.max(1, typeOne.of + typeTwo.of)
	const sorted = [...enumerators].sort((a, b) => share(b) - share(a))
	return (
		<div className="table">
			<table>
				<thead>
					<tr>
						<th scope="col">{t('backChecks.enumerator')}</th>
						{(['interviews', 'drawn', 'checked'] as const).map((column) => (
							<th key={column} scope="col" className="number">
								{t(`backChecks.${column}`)}
							</th>
						))}
						<th scope="col">{t('backChecks.typeOne')}</th>
						<th scope="col">{t('backChecks.typeTwo')}</th>
					</tr>
				</thead>
				<tbody>
					{sorted.map((each) => (
						<tr key={each.person.id}>
							<th scope="row">
								<bdi>{each.person.name}</bdi>
							</th>
							{(['interviews', 'drawn', 'checked'] as const).map((column) => (
								<td key={column} className="number" data-label={t(`backChecks.${column}`)}>
									{numberIn(language, each[column])}
								</td>
							))}
							{(['typeOne', 'typeTwo'] as const).map((type) => (
								<td key={type} data-label={t(`backChecks.${type}`)}>
									<Rate rate={each[type]} />
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	)
}

function Rate({ rate: { of, differing, isTooHigh } }: { rate: EnumeratorErrorRate['typeOne'] }) {
	const { t } = useTranslations()
	if (of === 0) return <span className="hint">{t('backChecks.tooFew')}</span>
	return (
		<>
			{t('backChecks.rate', { of, differing })}
			{isTooHigh && <span className="state stop"> {t('backChecks.aboveLimit')}</span>}
		</>
	)
}
