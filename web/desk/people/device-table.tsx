import './devices.css'
import type { DeviceListItem } from '#shared/sync/device-list'
import { useTranslations } from '../../ui/i18n.ts'
import { DeviceRow } from './device-row.tsx'

interface DeviceTableProps {
	readonly rows: readonly DeviceListItem[]
	readonly now: number
	/** The table has the column with activation buttons. */
	readonly hasAccess: boolean
	/** False on the page of the user, which has their name. */
	readonly isUserShown?: boolean
	readonly onChange: () => void
}

/** Devices with their alerts, last sync, unsent records, app version and health. */
export function DeviceTable({ rows, now, hasAccess, isUserShown = true, onChange }: DeviceTableProps) {
	const { t } = useTranslations()
	return (
		<table className="table phones">
			<thead>
				<tr>
					<th scope="col">{t(isUserShown ? 'devices.userAndDevice' : 'devices.device')}</th>
					<th scope="col">{t('devices.alerts')}</th>
					<th scope="col">{t('devices.lastSync')}</th>
					<th scope="col">{t('devices.unsent')}</th>
					<th scope="col">{t('devices.missingChanges')}</th>
					<th scope="col">{t('devices.app')}</th>
					<th scope="col">{t('devices.health')}</th>
					{hasAccess && <th scope="col">{t('people.access')}</th>}
				</tr>
			</thead>
			<tbody>
				{rows.map((phone) => (
					<DeviceRow
						key={phone.id}
						phone={phone}
						now={now}
						hasAccess={hasAccess}
						isUserShown={isUserShown}
						onChange={onChange}
					/>
				))}
			</tbody>
		</table>
	)
}
