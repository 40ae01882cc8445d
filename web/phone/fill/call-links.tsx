import type { FormNode } from '#shared/forms/form-nodes'
import { findPhoneNumbers } from '#shared/study/find-phone-numbers'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { phoneLink } from '../help/phone-link.ts'
import { useFilling } from './filling.ts'

/** Buttons that call the safeguarding lead, below a note that names them. `lead`: the calculation with the name and the number. */
export function CallLinks({ lead }: { lead: FormNode }) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	return (
		<div className="stack tight">
			{findPhoneNumbers(String(filling.session.read(lead.template))).map((number) => (
				<a key={number} className="button" href={phoneLink(number)}>
					<Icon name="call" />
					<span>{t('help.call', { name: number })}</span>
				</a>
			))}
		</div>
	)
}
