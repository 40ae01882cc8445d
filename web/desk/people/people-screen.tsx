import './people.css'
import { useState } from 'react'
import { peopleApi } from '#shared/api/people'
import { canDeactivate, type Invitation, type PersonListItem } from '#shared/people/people'
import { writePeople } from '#shared/people/people-file'
import { canInvite, isPhoneRole, may } from '#shared/people/roles'
import { listServedRoles } from '#shared/study/deployments'
import { callRoute } from '../../api/call-route.ts'
import { saveFile } from '../../ui/download-file.ts'
import { inOrderOf } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDesk, useHasDistricts } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { SearchField } from '../kit/search-field.tsx'
import { useFilter } from '../kit/use-filter.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { AddPerson } from './add-person.tsx'
import { ChangePerson } from './change-person.tsx'
import { DistrictAndTeamFilters } from './district-and-team-filters.tsx'
import { EnrolmentCodeCard } from './enrolment-code-card.tsx'
import { ImportPeople } from './import-people.tsx'
import { listTeams } from './list-teams.ts'
import { matchesFilter, peopleFields, peopleStates } from './people-filter.ts'
import { PersonRow } from './person-row.tsx'
import { PrintCodes } from './print-codes.tsx'
import { ServerNotes } from './server-notes.tsx'

/** The tool or form that is open next to the list; only one at a time. */
type PeopleTool = 'add' | 'file' | 'sheet' | PersonListItem

/** Users, their teams, and their enrolment codes. */
export function PeopleScreen() {
	const { t, language: appLanguage } = useTranslations()
	const { person } = useDesk()
	const [filter] = useFilter(peopleFields)
	const { found, problem, reload } = useRoute(peopleApi.list, {})
	const [invitation, setInvitation] = useState<Invitation | null>(null)
	/** The user of the code as listed before it was made. */
	const [before, setBefore] = useState<PersonListItem | null>(null)
	/** Name of a safeguarding lead whose code waits for another lead's approval. */
	const [waiting, setWaiting] = useState<string | null>(null)
	const [tool, setTool] = useState<PeopleTool | null>(null)
	const inviting = useAsyncAction()
	const all = found ?? []
	const shown = inOrderOf(
		appLanguage,
		all.filter((each) => matchesFilter(each, filter)),
		({ name }) => name,
	)
	const close = () => setTool(null)
	const invite = (id: string) =>
		void inviting.run(async () => {
			const made = await callRoute(peopleApi.invite, { params: { id } })
			setBefore(all.find((each) => each.id === id) ?? null)
			setInvitation(made)
			reload()
		})
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.page.people')}</h1>
				{tool === null && <PeopleTools onOpen={setTool} />}
				{!may(person.role, 'people.write') && (
					<span className="hint">{t('people.addedByAdministrators')}</span>
				)}
			</header>
			{/* whoever adds a user does that first */}
			{tool === null && <ServerNotes />}
			{tool === 'add' && (
				<AddPerson
					usernames={all.map(({ code }) => code)}
					teams={listTeams(all)}
					onAdded={({ code, ...added }) => {
						setWaiting(code === null ? added.person.name : null)
						setBefore(null)
						setInvitation(code === null ? null : { ...added, code })
						close()
						reload()
					}}
					onCancel={close}
				/>
			)}
			{tool !== null && typeof tool !== 'string' && (
				<ChangePerson
					key={tool.id}
					person={tool}
					people={all}
					onChanged={() => {
						close()
						reload()
					}}
					onCancel={close}
				/>
			)}
			{tool === 'file' && found && <ImportPeople known={found} onDone={reload} onClose={close} />}
			{tool === 'sheet' && <PrintCodes people={shown} onMade={reload} onClose={close} />}
			{waiting !== null && (
				<p className="note wait" role="status">
					{t('people.leadNeedsApproval', { name: waiting })}
				</p>
			)}
			{invitation && (
				<EnrolmentCodeCard
					invitation={invitation}
					before={before}
					mayBeEmailed={mayBeEmailed(invitation, all)}
					onClose={() => setInvitation(null)}
				/>
			)}
			<ProblemNote problem={problem ?? inviting.problem} />
			{found && (
				<>
					<PeopleFilters teams={listTeams(all)} />
					<ShownCount shown={shown} all={all.length} />
					<PeopleTable
						shown={shown}
						all={all}
						onEdit={may(person.role, 'people.write') && tool === null ? setTool : null}
						onInvite={invite}
						onChange={reload}
					/>
				</>
			)}
		</div>
	)
}

/** False for a code that would open an account in use without a further check; the server refuses these too. */
function mayBeEmailed({ person, isUnconfirmed }: Invitation, all: readonly PersonListItem[]): boolean {
	const listed = all.find(({ id }) => id === person.id)
	if (person.demonstration) return false
	return isPhoneRole(person.role) ? isUnconfirmed || !listed?.phones : !listed?.hasPassword
}

interface PeopleToolsProps {
	readonly onOpen: (tool: PeopleTool) => void
}

/** Buttons of the tools that the user may open. */
function PeopleTools({ onOpen }: PeopleToolsProps) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const mayWrite = may(person.role, 'people.write')
	return (
		<div className="actions">
			{mayWrite && (
				<button type="button" onClick={() => onOpen('add')}>
					{t('people.add')}
				</button>
			)}
			{mayWrite && !person.demonstration && (
				<button type="button" className="plain" onClick={() => onOpen('file')}>
					{t('people.file.title')}
				</button>
			)}
			{may(person.role, 'devices.enrol') && (
				<button type="button" className="plain" onClick={() => onOpen('sheet')}>
					{t('people.sheet.title')}
				</button>
			)}
		</div>
	)
}

interface PeopleFiltersProps {
	readonly teams: readonly string[]
}

function PeopleFilters({ teams }: PeopleFiltersProps) {
	const { t } = useTranslations()
	const { study } = useDesk()
	const [filter, change] = useFilter(peopleFields)
	return (
		<search className="filters">
			<SearchField
				label={t('people.search')}
				value={filter.search ?? ''}
				onChange={(search) => change({ search })}
			/>
			<FilterMenu
				label={t('people.role')}
				value={filter.role}
				options={listServedRoles(study.serves).map((role) => [role, t(`role.${role}`)])}
				onChoose={(role) => change({ role })}
			/>
			<DistrictAndTeamFilters filter={filter} teams={teams} onChange={change} />
			<FilterMenu
				label={t('people.status')}
				value={filter.state}
				options={peopleStates.map((state) => [state, t(`people.stateFilter.${state}`)])}
				onChoose={(state) => change({ state })}
			/>
		</search>
	)
}

interface ShownCountProps {
	readonly shown: readonly PersonListItem[]
	/** Number of users without the filter. */
	readonly all: number
}

/** Number of users in the list, and the button that saves them as a file. */
function ShownCount({ shown, all }: ShownCountProps) {
	const { t } = useTranslations()
	const save = () =>
		saveFile('people.csv', new Blob(['\ufeff', writePeople(shown)], { type: 'text/csv;charset=utf-8' }))
	return (
		<div className="desk-head">
			<p role="status">{t('people.shownCount', { count: shown.length, all })}</p>
			<button type="button" className="plain small" onClick={save}>
				{t('people.file.exportCsv')}
			</button>
		</div>
	)
}

interface PeopleTableProps {
	readonly shown: readonly PersonListItem[]
	/** All users: the columns stay when the filter changes. */
	readonly all: readonly PersonListItem[]
	/** Null if no user can be edited. */
	readonly onEdit: ((person: PersonListItem) => void) | null
	readonly onInvite: (id: string) => void
	readonly onChange: () => void
}

function PeopleTable({ shown, all, onEdit, onInvite, onChange }: PeopleTableProps) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const hasDistricts = useHasDistricts()
	if (shown.length === 0) return <p className="note quiet">{t('people.noneFound')}</p>
	const isAnyInvited = all.some((each) => canInvite(person.role, each.role))
	const isAnyMine = all.some((each) => canDeactivate(person, each))
	return (
		<table className="table">
			<thead>
				<tr>
					<th scope="col">{t('people.name')}</th>
					<th scope="col">{t('people.code')}</th>
					<th scope="col">{t('people.role')}</th>
					<th scope="col">{t('people.team')}</th>
					{hasDistricts && <th scope="col">{t('people.districts')}</th>}
					<th scope="col">{t('people.status')}</th>
					{isAnyInvited && <th scope="col">{t('people.enrolmentCode')}</th>}
					{isAnyMine && <th scope="col">{t('people.access')}</th>}
				</tr>
			</thead>
			<tbody>
				{shown.map((each) => (
					<PersonRow
						key={each.id}
						listed={each}
						hasCode={isAnyInvited}
						hasAccess={isAnyMine}
						onEdit={onEdit && !each.demonstration ? () => onEdit(each) : null}
						onInvite={() => onInvite(each.id)}
						onChange={onChange}
					/>
				))}
			</tbody>
		</table>
	)
}
