import { useTranslations } from '../../ui/i18n.ts'
import { SelectMenu } from '../kit/select-menu.tsx'
import { type CoverageView, coverageViews } from './coverage-columns.ts'

interface CoverageFiltersProps {
	readonly view: CoverageView
	/** `province`, or '' for districts. */
	readonly by: string
	/** '' for all. */
	readonly province: string
	readonly provinces: readonly string[]
	/** Part of the name of a district. */
	readonly find: string
	/** Changes parameters of the address. */
	readonly onChange: (next: Readonly<Record<string, string>>) => void
	readonly onSave: () => void
}

/** Columns, grouping and filters of the table of districts. */
export function CoverageFilters({
	view,
	by,
	province,
	provinces,
	find,
	onChange,
	onSave,
}: CoverageFiltersProps) {
	const { t } = useTranslations()
	return (
		<search className="filters">
			<SelectMenu
				label={t('coverage.viewLabel')}
				value={view}
				options={(Object.keys(coverageViews) as (keyof typeof coverageViews)[]).map((name) => [
					name,
					t(`coverage.view.${name}`),
				])}
				onChoose={(next) => onChange({ view: next, sort: '' })}
			/>
			<SelectMenu
				label={t('coverage.groupBy')}
				value={by}
				options={[
					['', t('coverage.byDistrict')],
					['province', t('coverage.byProvince')],
				]}
				onChoose={(next) => onChange({ by: next })}
			/>
			{provinces.length > 1 && (
				<SelectMenu
					label={t('coverage.province')}
					value={province}
					options={[['', t('review.all')], ...provinces.map((name) => [name, name] as const)]}
					onChoose={(next) => onChange({ province: next })}
				/>
			)}
			<label className="inline">
				<span>{t('coverage.findDistrict')}</span>
				<input
					type="search"
					dir="auto"
					value={find}
					data-list-filter=""
					aria-keyshortcuts="/"
					onChange={(event) => onChange({ find: event.target.value })}
				/>
			</label>
			<button type="button" className="plain small" onClick={onSave}>
				{t('coverage.exportCsv')}
			</button>
		</search>
	)
}
