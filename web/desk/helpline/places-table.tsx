import type { MonthlyTable } from '#shared/helpline/monthly-table'
import { useTranslations } from '../../ui/i18n.ts'
import { useDistrictNames } from '../kit/desk-context.ts'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { callCountText } from './call-count-text.ts'

/** Callers by district, to compare with the campaign there. */
export function PlacesTable({ places, name }: { places: MonthlyTable['places']; name: string }) {
	const texts = useTranslations()
	const { t } = texts
	const names = new Map<string, string>([
		...useDistrictNames(),
		...(['elsewhere', 'abroad', 'unknown'] as const).map(
			(code) => [code, t(`helpline.places.${code}`)] as const,
		),
		['', t('helpline.places.unsaid')],
	])
	const heading = t('helpline.places.heading')
	return (
		<section className="stack tight">
			<h2>{heading}</h2>
			<TableWithFile name={name} about={heading}>
				<table className="chart-table" aria-label={heading}>
					<thead>
						<tr>
							<th scope="col">{t('helpline.places.place')}</th>
							<th scope="col" className="number">
								{t('helpline.column.all')}
							</th>
						</tr>
					</thead>
					<tbody>
						{places.map(({ district, calls }) => (
							<tr key={district}>
								<th scope="row">{names.get(district) ?? district}</th>
								<td className="number">
									<bdi>{callCountText(texts, calls)}</bdi>
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</TableWithFile>
		</section>
	)
}
