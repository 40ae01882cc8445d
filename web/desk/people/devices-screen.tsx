import { peopleApi } from '#shared/api/people'
import { canDeactivate } from '#shared/people/people'
import { marksOf, phoneMarks } from '#shared/sync/device-list'
import { saveFile } from '../../ui/download-file.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { SearchField } from '../kit/search-field.tsx'
import { useFilter } from '../kit/use-filter.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { anyMark, filterDevices, phoneSorts, phonesFields } from './device-filter.ts'
import { DeviceTable } from './device-table.tsx'
import { devicesFile } from './devices-file.ts'
import { DistrictAndTeamFilters } from './district-and-team-filters.tsx'
import { ImportOfflineFile } from './import-offline-file.tsx'
import { listTeams } from './list-teams.ts'
import { MessageSection } from './message-section.tsx'

/** All devices: their unsent records, and those that need attention today. */
export function DevicesScreen() {
	const { t } = useTranslations()
	const { person } = useDesk()
	const [filter, change] = useFilter(phonesFields)
	const { found, loadedAt, problem, reload } = useRoute(peopleApi.devices, {}, 'take')
	const all = found ?? []
	const rows = filterDevices(all, filter, loadedAt)
	const withAlerts = all.filter((phone) => marksOf(phone, loadedAt).some((mark) => mark !== 'off'))
	const urgent = withAlerts.filter((phone) => phone.person.demonstration === person.demonstration).length
	const noAlerts = withAlerts.length > urgent ? 'devices.onlyDemonstrationAlerts' : 'devices.noAlerts'
	const isAnyMine = all.some((phone) => canDeactivate(person, phone.person))
	const save = () =>
		saveFile(
			'devices.csv',
			new Blob(['\ufeff', devicesFile(rows, loadedAt)], { type: 'text/csv;charset=utf-8' }),
		)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.page.devices')}</h1>
				<button type="button" className="plain small" onClick={reload}>
					{t('desk.refresh')}
				</button>
			</header>
			<ProblemNote problem={problem} />
			{found && (
				<p className="headline" role="status">
					{found.length === 0
						? t('devices.empty')
						: urgent === 0
							? t(noAlerts)
							: t('devices.alertCount', { count: urgent })}
				</p>
			)}
			<MessageSection />
			{all.length > 0 && (
				<>
					<search className="filters">
						<SearchField
							label={t('people.search')}
							value={filter.search ?? ''}
							onChange={(search) => change({ search })}
						/>
						<DistrictAndTeamFilters filter={filter} teams={listTeams(all)} onChange={change} />
						<FilterMenu
							label={t('devices.alerts')}
							value={filter.mark}
							options={[
								[anyMark, t('devices.anyAlert')] as const,
								...phoneMarks.map((mark) => [mark, t(`devices.alertName.${mark}`)] as const),
							]}
							onChoose={(mark) => change({ mark })}
						/>
						<FilterMenu
							label={t('devices.sort')}
							all={t('devices.sortBy.urgent')}
							value={filter.sort}
							options={phoneSorts.map((sort) => [sort, t(`devices.sortBy.${sort}`)])}
							onChoose={(sort) => change({ sort })}
						/>
					</search>
					<div className="desk-head">
						<p role="status">{t('devices.shownCount', { count: rows.length, all: all.length })}</p>
						<button type="button" className="plain small" onClick={save}>
							{t('people.file.exportCsv')}
						</button>
					</div>
				</>
			)}
			{rows.length > 0 && <DeviceTable rows={rows} now={loadedAt} hasAccess={isAnyMine} onChange={reload} />}
			<ImportOfflineFile onImported={reload} />
		</div>
	)
}
