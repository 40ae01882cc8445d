import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ChipWithPanel } from './chip-with-panel.tsx'

export interface FilterOption {
	readonly value: string
	readonly label: string
	/** Number of rows with the value; absent if it is not known. */
	readonly count?: number
}

interface FilterChipProps {
	readonly label: string
	/** Chosen values; none: the filter is off. */
	readonly values: readonly string[]
	readonly options: readonly FilterOption[]
	readonly onChoose: (values: readonly string[]) => void
	/** Several values can be chosen; otherwise a choice replaces the one before and closes the list. */
	readonly isMultiple?: boolean
	/** The filter always has a value: nothing removes it. */
	readonly isRequired?: boolean
}

/** Number of options from which the list can be searched. */
const searchedFrom = 9

/** A filter of a list as a chip that opens its options. */
export function FilterChip({
	label,
	values,
	options,
	onChoose,
	isMultiple = false,
	isRequired = false,
}: FilterChipProps) {
	const { language } = useTranslations()
	const [first] = values
	const valueText =
		values.length > 1
			? numberIn(language, values.length)
			: (options.find(({ value }) => value === first)?.label ?? first ?? null)
	return (
		<ChipWithPanel label={label} valueText={valueText} onClear={isRequired ? null : () => onChoose([])}>
			{(close) => (
				<FilterOptions
					label={label}
					values={values}
					options={options}
					isMultiple={isMultiple}
					onChoose={(next) => {
						onChoose(next)
						if (!isMultiple) close()
					}}
				/>
			)}
		</ChipWithPanel>
	)
}

type FilterOptionsProps = Required<
	Pick<FilterChipProps, 'label' | 'values' | 'options' | 'onChoose' | 'isMultiple'>
>

function FilterOptions({ label, values, options, onChoose, isMultiple }: FilterOptionsProps) {
	const { t, language } = useTranslations()
	const [typed, setTyped] = useState('')
	const name = useId()
	const list = useRef<HTMLFieldSetElement>(null)
	useEffect(() => list.current?.querySelector('input')?.focus(), [])
	const shown = options.filter(({ label: text, value }) =>
		foldForSearch(`${text} ${value}`).includes(foldForSearch(typed.trim())),
	)
	function onKeyDown(event: KeyboardEvent) {
		if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
		event.preventDefault()
		const inputs = [...(list.current?.querySelectorAll('input') ?? [])]
		const at = inputs.indexOf(document.activeElement as HTMLInputElement)
		inputs[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
	}
	const choose = (value: string) => {
		if (!isMultiple) return onChoose([value])
		return onChoose(values.includes(value) ? values.filter((each) => each !== value) : [...values, value])
	}
	return (
		<fieldset className="filter-options" ref={list} onKeyDown={onKeyDown}>
			<legend>{label}</legend>
			{options.length >= searchedFrom && (
				<input
					type="search"
					dir="auto"
					aria-label={t('desk.findOption')}
					placeholder={t('desk.findOption')}
					value={typed}
					onChange={({ target }) => setTyped(target.value)}
				/>
			)}
			{shown.map(({ value, label: text, count }) => (
				<label key={value}>
					<input
						type={isMultiple ? 'checkbox' : 'radio'}
						name={name}
						checked={values.includes(value)}
						onChange={() => choose(value)}
						onKeyDown={(event) => {
							if (event.key === 'Enter') choose(value)
						}}
					/>
					<span>{text}</span>
					{count !== undefined && <span className="count">{numberIn(language, count)}</span>}
				</label>
			))}
			{shown.length === 0 && <p className="hint">{t('desk.noOption')}</p>}
		</fieldset>
	)
}
