import './person.css'
import { Link } from 'wouter'
import { peopleApi } from '#shared/api/people'
import { Problem } from '#shared/kernel/problem'
import { canDeactivate, type PersonListItem } from '#shared/people/people'
import { isPhoneRole, may } from '#shared/people/roles'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk, useDistrictNames, useHasDistricts } from '../kit/desk-context.ts'
import { usePageItem } from '../kit/page-item.ts'
import { useScope } from '../kit/scope.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { DeviceTable } from './device-table.tsx'
import { PersonAssignments } from './person-assignments.tsx'
import { stateOf } from './person-row.tsx'
import { FormerEnumerator, PersonWork } from './person-work.tsx'

/** One user: the account, their progress, quality and assignments in the round, and their devices. */
export function PersonScreen({ id }: { readonly id: string }) {
	const { round } = useScope('round')
	const readsQuality = useReadsQuality()
	// the list has the users of the viewer's districts, so that it also says whose page may be opened
	const { found, problem } = useRoute(peopleApi.list, {}, 'take')
	const person = found?.find((each) => each.id === id)
	if (person) return <KnownPerson person={person} round={round} />
	if (found && readsQuality) return <FormerEnumerator id={id} round={round} />
	return found || problem ? <ProblemNote problem={problem ?? new Problem('not-found')} /> : <Skeleton />
}

/** True if the user reads the quality of enumerators' work in this deployment. */
function useReadsQuality(): boolean {
	const { person: viewer, study } = useDesk()
	return study.serves.includes('survey') && may(viewer.role, 'quality.read')
}

interface KnownPersonProps {
	readonly person: PersonListItem
	readonly round: string
}

function KnownPerson({ person, round }: KnownPersonProps) {
	const { t } = useTranslations()
	const { person: viewer } = useDesk()
	usePageItem(person.name)
	const { id } = person
	const isAtWork = isPhoneRole(person.role)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>
					<bdi>{person.name}</bdi>
				</h1>
				{!person.isActive && <span className="state quiet">{t('people.deactivated')}</span>}
				{isAtWork && may(viewer.role, 'records.read') && (
					<Link className="plain small button" href={`/desk/records?${searchOf({ owner: id, round })}`}>
						{t('people.records')}
					</Link>
				)}
			</header>
			<PersonFacts person={person} />
			{isAtWork && <FieldWork person={person} round={round} />}
			{isAtWork && may(viewer.role, 'devices.read') && <PersonDevices id={id} />}
		</div>
	)
}

/** Progress, quality and assignments in the survey; other deployments have none of them. */
function FieldWork({ person, round }: KnownPersonProps) {
	const { t } = useTranslations()
	const { person: viewer, study } = useDesk()
	const readsQuality = useReadsQuality()
	if (!study.serves.includes('survey') || person.role !== 'enumerator') return null
	return (
		<>
			{readsQuality && <PersonWork id={person.id} round={round} />}
			{may(viewer.role, 'sample.read') && (
				<section className="stack tight" aria-labelledby="person-assignments">
					<h2 id="person-assignments">{t('people.assignments')}</h2>
					<PersonAssignments person={person} round={round} />
				</section>
			)}
		</>
	)
}

function PersonFacts({ person }: { readonly person: PersonListItem }) {
	const { t, language } = useTranslations()
	const names = new Map(useDistrictNames())
	const hasDistricts = useHasDistricts()
	const { code, role, sex, team, supervisor, districts } = person
	const districtText =
		districts === 'all'
			? t('people.allDistricts')
			: districts.map((each) => names.get(each) ?? each).join(', ')
	const facts: readonly (readonly [label: string, value: string])[] = [
		[t('people.code'), code],
		[t('people.role'), [t(`role.${role}`), ...(sex ? [t(`people.sexes.${sex}`)] : [])].join(' · ')],
		...(hasDistricts ? [[t('people.districts'), districtText] as const] : []),
		[
			t('people.team'),
			[team ?? t('people.noTeam'), ...(supervisor ? [t('people.supervisedBy', supervisor)] : [])].join(' · '),
		],
		[t('people.status'), stateOf(person, t, language)],
	]
	return (
		<dl className="person-facts panel">
			{facts
				.filter(([, value]) => value !== '')
				.map(([label, value]) => (
					<div key={label}>
						<dt>{label}</dt>
						<dd>
							<bdi>{value}</bdi>
						</dd>
					</div>
				))}
		</dl>
	)
}

function PersonDevices({ id }: { readonly id: string }) {
	const { t } = useTranslations()
	const { person: viewer } = useDesk()
	const { found, loadedAt, problem, reload } = useRoute(peopleApi.devices, {}, 'take')
	const rows = found?.filter(({ person }) => person.id === id) ?? []
	return (
		<section className="stack tight" aria-labelledby="person-devices">
			<h2 id="person-devices">{t('desk.page.devices')}</h2>
			<ProblemNote problem={problem} />
			{found && rows.length === 0 && <p className="note quiet">{t('people.noDevice')}</p>}
			{rows.length > 0 && (
				<DeviceTable
					rows={rows}
					now={loadedAt}
					hasAccess={rows.some(({ person }) => canDeactivate(viewer, person))}
					isUserShown={false}
					onChange={reload}
				/>
			)}
		</section>
	)
}
