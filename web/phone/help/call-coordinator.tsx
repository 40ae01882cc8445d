import { helpOnPhone } from '../../storage/records/field-contacts.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { phoneLink } from './phone-link.ts'

/** Button that calls the coordinator, beside a problem that says to ask them; nothing without a number. */
export function CallCoordinator() {
	const { t } = useTranslations()
	const { session } = useSession()
	const found = useLocalData(() => helpOnPhone(session), session.device)
	const coordinator = found?.find(({ staff }) => staff === 'coordinator')
	if (!coordinator) return null
	return (
		<a className="button plain" href={phoneLink(coordinator.phone)}>
			<Icon name="call" />
			{t('help.call', { name: coordinator.name })}
		</a>
	)
}
