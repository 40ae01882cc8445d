import type { Ref } from 'react'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { ProblemNote } from '../../../ui/problem-text.tsx'
import type { LocationSearch } from './use-location-search.ts'

interface LocationButtonProps {
	readonly id: string
	readonly buttonRef: Ref<HTMLButtonElement>
	readonly label: string
	readonly place: LocationSearch
	readonly disabled: boolean
}

/** Button that starts capturing the location; meanwhile it shows the accuracy, and a button that ends it. */
export function LocationButton({ id, buttonRef, label, place, disabled }: LocationButtonProps) {
	const { t } = useTranslations()
	const { reading, isSearching, problem } = place
	const metres = Math.round(reading?.coords.accuracy ?? 0)
	return (
		<>
			{isSearching && (
				<p role="status">
					{reading ? t('controls.location.accuracy', { metres }) : t('controls.location.searching')}
				</p>
			)}
			{reading && (
				<button type="button" className="plain" onClick={place.accept}>
					{t('controls.location.save', { metres })}
				</button>
			)}
			{isSearching ? (
				<button type="button" className="plain" onClick={place.stop}>
					{t('controls.location.stop')}
				</button>
			) : (
				<button
					type="button"
					className="plain"
					id={id}
					ref={buttonRef}
					disabled={disabled}
					onClick={place.start}
				>
					<Icon name="pin" />
					{label}
				</button>
			)}
			<ProblemNote problem={problem} />
		</>
	)
}
