import { dayIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ChipWithPanel } from './chip-with-panel.tsx'

interface DateRangeChipProps {
	readonly label: string
	/** First and last day as `YYYY-MM-DD`; empty: no limit. */
	readonly from: string
	readonly to: string
	readonly onChoose: (range: { readonly from: string; readonly to: string }) => void
}

/** A filter of a list by two days, as a chip. */
export function DateRangeChip({ label, from, to, onChoose }: DateRangeChipProps) {
	const { t, language } = useTranslations()
	const dayOrNothing = (day: string) => (day === '' ? '' : dayIn(language, day))
	const valueText = from === '' && to === '' ? null : `${dayOrNothing(from)} – ${dayOrNothing(to)}`.trim()
	return (
		<ChipWithPanel label={label} valueText={valueText} onClear={() => onChoose({ from: '', to: '' })}>
			{() => (
				<fieldset className="filter-options date-range">
					<legend>{label}</legend>
					<label>
						<span>{t('desk.firstDay')}</span>
						<input
							type="date"
							max={to || undefined}
							value={from}
							onChange={({ target }) => onChoose({ from: target.value, to })}
						/>
					</label>
					<label>
						<span>{t('desk.lastDay')}</span>
						<input
							type="date"
							min={from || undefined}
							value={to}
							onChange={({ target }) => onChoose({ from, to: target.value })}
						/>
					</label>
				</fieldset>
			)}
		</ChipWithPanel>
	)
}
