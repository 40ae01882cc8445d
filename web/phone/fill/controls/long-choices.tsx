import { type ReactNode, useDeferredValue, useId, useState } from 'react'
import type { Choice } from '#shared/forms/form-definition'
import { alsoColumn, isAlwaysOffered } from '#shared/forms/non-response-codes'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { AppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'

/**
 * Maximum choices shown: more cannot be scrolled with a thumb, and a cheap phone renders this many at once.
 */
const maxShown = 20

interface LongChoicesProps {
	readonly choices: readonly Choice[]
	/** Codes of the selected choices: they are shown whatever is typed. */
	readonly chosen: readonly string[]
	readonly children: (shown: readonly Choice[]) => ReactNode
}

/** A list of choices with a search field, for lists that are too long to be shown whole. */
export function LongChoices({ choices, chosen, children }: LongChoicesProps) {
	const id = useId()
	const { t } = useTranslations()
	const [typed, setTyped] = useState('')
	// previously selected choices come first. One selected now keeps its place, or arrow keys would never get
	// past it
	const [first, setFirst] = useState(chosen)
	const words = useDeferredValue(typed).split(/\s+/).map(foldForSearch).filter(Boolean)
	const others = choices.filter((choice) => {
		if (first.includes(choice.name) || isAlwaysOffered(choice)) return false
		const { name, label, columns = {} } = choice
		// in any language of the form: keyboards may write another one than is shown
		const text = foldForSearch([...Object.values(label), name, columns[alsoColumn] ?? ''].join(' '))
		return words.every((word) => text.includes(word))
	})
	const near = [
		...choices.filter((choice) => first.includes(choice.name) && !isAlwaysOffered(choice)),
		...others.slice(0, maxShown),
		// shown whatever was typed
		...choices.filter(isAlwaysOffered),
	]
	const shown = [
		...near,
		...choices.filter((choice) => chosen.includes(choice.name) && !near.includes(choice)),
	]
	return (
		<>
			<label className="hint" htmlFor={id}>
				<AppText>{t('controls.choiceSearch.label', { count: choices.length })}</AppText>
			</label>
			<input
				id={id}
				type="search"
				autoComplete="off"
				dir="auto"
				value={typed}
				onChange={({ target }) => {
					setTyped(target.value)
					setFirst(chosen)
				}}
			/>
			{children(shown)}
			<p className="hint" role="status">
				{others.length > maxShown && (
					<AppText>{t('controls.choiceSearch.more', { count: others.length - maxShown })}</AppText>
				)}
				{others.length === 0 && words.length > 0 && (
					<AppText>
						{t(
							choices.some(isAlwaysOffered)
								? 'controls.choiceSearch.onlyAlwaysOffered'
								: 'controls.choiceSearch.empty',
						)}
					</AppText>
				)}
			</p>
		</>
	)
}
