import { localize } from '#shared/forms/localized-text'
import { searchOf } from '../../api/search-of.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { DistrictFigure } from '../kit/charts/district-figure.tsx'
import type { DistrictValue } from '../kit/charts/district-value.ts'
import { SelectMenu } from '../kit/select-menu.tsx'
import { cellText } from './cell-text.ts'
import { type ColumnName, type CoverageCell, coverageColumns } from './coverage-columns.ts'
import { type Covered, shareOfTarget } from './district-coverage.ts'

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
	const cellOf = (figures: Covered['figures']) => coverageColumns[chosen].cell(figures, today)
	const counts = covered.flatMap(({ figures }) => plainCountOf(cellOf(figures)))
	const most = Math.max(1, ...counts)
	const isCount = counts.length > 0
	const percent = (share: number) => `${numberIn(language, Math.round(share * 100))}%`
	const districtValue = ({ district, figures }: Covered): DistrictValue => {
		const cell = cellOf(figures)
		const share = shareOfCell(cell, most)
		// of a target, the tile has room for the share only
		const hasTarget = cell.kind === 'count' && cell.target !== undefined
		const text = hasTarget && share !== null ? percent(Math.min(1, share)) : cellText(language, cell)
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
			round={round}
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
			values={covered.map(districtValue)}
			legend={{
				low: isCount ? numberIn(language, 0) : percent(0),
				high: isCount ? numberIn(language, most) : percent(1),
			}}
		/>
	)
}

const toneOf = (share: number): DistrictValue['tone'] =>
	share >= 1 ? 'full' : share < lowShare ? 'low' : undefined

/** Returns the count of a cell without a target; none for other cells. */
const plainCountOf = (cell: CoverageCell): number[] =>
	cell.kind === 'count' && cell.target === undefined ? [cell.count ?? 0] : []

/** Returns a cell as a part of its scale: of its target, of 100 %, or of the highest count. Null without a value. */
function shareOfCell(cell: CoverageCell, most: number): number | null {
	if (cell.kind === 'share') return cell.share
	if (cell.kind !== 'count' || cell.count === null) return null
	return cell.target === undefined ? cell.count / most : shareOfTarget(cell.count, cell.target)
}
