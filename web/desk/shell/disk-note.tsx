import { serverApi } from '#shared/api/server'
import { may } from '#shared/people/roles'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'

/** Warns that the server's disk is almost full, before phones can no longer send. */
export function DiskNote() {
	const { person } = useDesk()
	return may(person.role, 'disk.read') && !person.demonstration && <Disk />
}

function Disk() {
	const { t, language } = useTranslations()
	const { found } = useRoute(serverApi.disk, {})
	const little = found?.little
	if (!little) return null
	const room = numberIn(language, little.freeMegabytes)
	return (
		<div className="note wait stack" role="status">
			<p>
				<Icon name="warning" /> {t('disk.low', { room })}
			</p>
			<p>{t('disk.hint')}</p>
		</div>
	)
}
