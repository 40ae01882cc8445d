import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon } from './desk-icon.tsx'

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
	const { t, language } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	const box = useRef<HTMLDivElement>(null)
	const chip = useRef<HTMLButtonElement>(null)
	useEffect(() => {
		if (!isOpen) return
		const close = ({ target }: Event) => {
			if (target instanceof Node && !box.current?.contains(target)) setOpen(false)
		}
		document.addEventListener('pointerdown', close)
		document.addEventListener('focusin', close)
		return () => {
			document.removeEventListener('pointerdown', close)
			document.removeEventListener('focusin', close)
		}
	}, [isOpen])
	const closeAndFocus = () => {
		setOpen(false)
		chip.current?.focus()
	}
	const isSet = values.length > 0
	const [first] = values
	const valueText =
		values.length > 1
			? numberIn(language, values.length)
			: (options.find(({ value }) => value === first)?.label ?? first ?? '')
	return (
		<div className={isSet ? 'filter-chip is-set' : 'filter-chip'} ref={box}>
			<button
				ref={chip}
				type="button"
				className="filter-button"
				aria-expanded={isOpen}
				onClick={() => setOpen(!isOpen)}
			>
				{isSet ? (
					<>
						{label}: <b>{valueText}</b>
					</>
				) : (
					<>
						<DeskIcon name="add" /> {label}
					</>
				)}
			</button>
			{isSet && !isRequired && (
				<button
					type="button"
					className="filter-clear"
					aria-label={t('desk.clearFilter', { name: label })}
					onClick={() => {
						onChoose([])
						chip.current?.focus()
					}}
				>
					<DeskIcon name="close" />
				</button>
			)}
			{isOpen && (
				<FilterOptions
					label={label}
					values={values}
					options={options}
					isMultiple={isMultiple}
					onClose={closeAndFocus}
					onChoose={(next) => {
						onChoose(next)
						if (!isMultiple) closeAndFocus()
					}}
				/>
			)}
		</div>
	)
}

type FilterOptionsProps = Required<
	Pick<FilterChipProps, 'label' | 'values' | 'options' | 'onChoose' | 'isMultiple'>
> & { readonly onClose: () => void }

function FilterOptions({ label, values, options, onChoose, isMultiple, onClose }: FilterOptionsProps) {
	const { t, language } = useTranslations()
	const [typed, setTyped] = useState('')
	const name = useId()
	const list = useRef<HTMLFieldSetElement>(null)
	useEffect(() => list.current?.querySelector('input')?.focus(), [])
	const shown = options.filter(({ label: text, value }) =>
		foldForSearch(`${text} ${value}`).includes(foldForSearch(typed.trim())),
	)
	function onKeyDown(event: KeyboardEvent) {
		if (event.key === 'Escape') {
			event.stopPropagation()
			onClose()
		}
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
