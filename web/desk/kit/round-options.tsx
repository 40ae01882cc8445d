import { localize } from '#shared/forms/localized-text'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from './desk-context.ts'
import { UnlistedOption } from './unlisted-option.tsx'

/** Options of a menu of all rounds. `value`: the chosen round. */
export function RoundOptions({ value }: { readonly value: string }) {
	const { language } = useTranslations()
	const { rounds } = useDesk().study
	return (
		<>
			<UnlistedOption value={value} listed={['', ...rounds.map(({ code }) => code)]} />
			{rounds.map(({ code, name }) => (
				<option key={code} value={code}>
					{localize(name, language)}
				</option>
			))}
		</>
	)
}
