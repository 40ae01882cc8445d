import { localize } from '#shared/forms/localized-text'
import type { Round } from '#shared/study/study'
import { useTranslations } from '../../ui/i18n.ts'
import { SelectMenu } from './select-menu.tsx'

interface RoundMenuProps {
	readonly rounds: readonly Round[]
	readonly value: string
	readonly onChoose: (code: string) => void
}

/** Menu of rounds; hidden if there is only one. */
export function RoundMenu({ rounds, value, onChoose }: RoundMenuProps) {
	const { t, language } = useTranslations()
	const isShown = rounds.length > 1 || !rounds.some(({ code }) => code === value)
	return isShown ? (
		<SelectMenu
			label={t('desk.round')}
			value={value}
			options={rounds.map(({ code, name }) => [code, localize(name, language)])}
			onChoose={onChoose}
		/>
	) : null
}
