import { localize } from '#shared/forms/localized-text'
import { searchOf } from '../../api/search-of.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { DistrictFigure } from '../kit/charts/district-figure.tsx'
import type { DistrictValue } from '../kit/charts/district-value.ts'
import { SelectMenu } from '../kit/select-menu.tsx'
import { cellText } from './cell-text.ts'
import { type ColumnName, type CoverageCell, coverageColumns } from './coverage-columns.ts'
import type { Covered } from './district-coverage.ts'

/** Columns of the table that the map can show. */
const measures = [
	'interviews',
	'focusGroups',
	'onPhones',
	'disputed',
	'refusals',
	'contact',
	'cooperation',
	'completion',
] as const satisfies readonly ColumnName[]
type Measure = (typeof measures)[number]

/** Below this share of its target a district is marked. */
const lowShare = 0.25

interface CoverageByDistrictProps {
	readonly covered: readonly Covered[]
	readonly round: string
	/** Day of the study, ISO. */
	readonly today: string
	/** Column that is shown; interviews for anything else. */
	readonly measure: string | null
	readonly onMeasure: (measure: Measure) => void
}

/** Progress of the districts on a map or on tiles, by one column of the table. */
export function CoverageByDistrict({ covered, round, today, measure, onMeasure }: CoverageByDistrictProps) {
	const { t, language } = useTranslations()
	const chosen = measures.find((each) => each === measure) ?? 'interviews'
	const cells = covered.map(({ figures }) => coverageColumns[chosen].cell(figures, today))
	const most = Math.max(1, ...cells.map((cell) => (isPlainCount(cell) ? (cell.count ?? 0) : 0)))
	const isCount = cells.some(isPlainCount)
	const percent = (share: number) => `${numberIn(language, Math.round(share * 100))}%`
	const districtValue = ({ district }: Covered, cell: CoverageCell | undefined): DistrictValue => {
		const share = cell ? shareOfCell(cell, most) : null
		const text =
			cell === undefined || share === null
				? ''
				: isPlainCount(cell) || cell.kind === 'share'
					? cellText(language, cell)
					: percent(Math.min(1, share))
		const value = text === '' ? t('charts.noValue') : text
		return {
			district,
			fill: share === null ? null : Math.min(1, share),
			text,
			title: t('coverage.districtValue', { name: localize(district.name, language), value }),
			href: `/desk/coverage/${district.code}?${searchOf({ round })}`,
			tone: chosen === 'interviews' && share !== null ? toneOf(share) : undefined,
		}
	}
	return (
		<DistrictFigure
			menus={
				<SelectMenu
					label={t('coverage.measure')}
					value={chosen}
					options={measures.map((each) => [each, t(`coverage.column.${each}`)])}
					onChoose={(next) => onMeasure(measures.find((each) => each === next) ?? 'interviews')}
				/>
			}
			caption={
				chosen === 'interviews'
					? t('coverage.tiles')
					: t('coverage.measureByDistrict', { measure: t(`coverage.column.${chosen}`) })
			}
			values={covered.map((each, i) => districtValue(each, cells[i]))}
			legend={{
				low: isCount ? numberIn(language, 0) : percent(0),
				high: isCount ? numberIn(language, most) : percent(1),
			}}
		/>
	)
}

const toneOf = (share: number): DistrictValue['tone'] =>
	share >= 1 ? 'full' : share < lowShare ? 'low' : undefined

const isPlainCount = (cell: CoverageCell): cell is CoverageCell & { kind: 'count' } =>
	cell.kind === 'count' && cell.target === undefined

/** Returns a cell as a part of its scale: of its target, of 100 %, or of the highest count. Null without a value. */
function shareOfCell(cell: CoverageCell, most: number): number | null {
	if (cell.kind === 'share') return cell.share
	if (cell.kind !== 'count' || cell.count === null) return null
	if (cell.target === undefined) return cell.count / most
	return cell.target > 0 ? cell.count / cell.target : 1
}
