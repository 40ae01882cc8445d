import './help.css'
import type { ReactNode } from 'react'
import { contactCheckValidDays, daysSinceChecked, type FieldContact } from '#shared/study/field-contacts'
import { helpCardNumbers } from '#shared/study/help-card'
import { loadStudy } from '../../storage/records/documents.ts'
import { helpOnPhone } from '../../storage/records/field-contacts.ts'
import { dateIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { LocalizedTextView } from '../../ui/localized-text-view.tsx'
import { AskCoordinator } from '../../ui/problem-text.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppScreen } from '../frame/app-screen.tsx'
import { Learn } from './learning-links.tsx'
import { phoneLink } from './phone-link.ts'
import { Reports } from './report-links.tsx'
import { StaffContacts } from './staff-contacts.tsx'

/** Field contacts and referrals, offline, and the link to reports to the office. */
export function HelpScreen() {
	const { t } = useTranslations()
	const { session } = useSession()
	const found = useLocalData(async () => {
		const [entries, study] = await Promise.all([helpOnPhone(session), loadStudy(session)])
		return { entries, districts: study?.districts ?? [] }
	}, session.device)
	const numbers = helpCardNumbers.filter(
		(number) => number !== '1991' || session.person.role !== 'helpline-operator',
	)
	const leads = found?.entries.filter(({ kind }) => kind === 'lead') ?? []
	const staff = found?.entries.filter((entry) => entry.staff !== undefined) ?? []
	const others = found?.entries.filter(({ kind, staff }) => kind === 'referral' && staff === undefined) ?? []
	const places = [...new Set(others.map(({ district }) => district))]
	return (
		<AppScreen title={t('help.title')} back="/">
			{leads.length > 0 && <Entries id="leads" title={t('help.safeguardingLead')} entries={leads} />}
			{staff.length > 0 && <StaffContacts entries={staff} />}
			<Reports />
			<section className="stack tight" aria-labelledby="card">
				<h2 id="card">{t('help.emergencyNumbers')}</h2>
				<ul className="cards">
					{numbers.map((number) => (
						<li key={number}>
							<a className="card" href={phoneLink(number)}>
								<span className="card-text">
									<bdi className="number">{number}</bdi>
									<span className="hint">{t(`help.number.${number}`)}</span>
								</span>
								<Icon name="call" />
							</a>
						</li>
					))}
				</ul>
			</section>
			<Learn />
			{found && leads.length === 0 && <p className="note quiet">{t('help.noLead')}</p>}
			{places.map((place) => {
				const district = found?.districts.find(({ code }) => code === place)
				return (
					<Entries
						key={place ?? ''}
						id={`place-${place ?? ''}`}
						title={district ? <LocalizedTextView texts={district.name} /> : t('help.allDistricts')}
						entries={others.filter((each) => each.district === place)}
					/>
				)
			})}
			{found && others.length === 0 && (
				<>
					<p className="note quiet">{t('help.empty')}</p>
					<AskCoordinator />
				</>
			)}
		</AppScreen>
	)
}

function Entries({ id, title, entries }: { id: string; title: ReactNode; entries: readonly FieldContact[] }) {
	const { t, language } = useTranslations()
	const today = new Date().toISOString().slice(0, 10)
	return (
		<section className="stack tight" aria-labelledby={id}>
			<h2 id={id}>{title}</h2>
			<ul className="cards">
				{entries.map((entry) => {
					const isOld = daysSinceChecked(entry, today) > contactCheckValidDays
					const date = dateIn(language, `${entry.checkedOn}T12:00:00+05:00`)
					return (
						<li key={`${entry.name} ${entry.phone}`}>
							<a className="card" href={phoneLink(entry.phone)}>
								<span className="card-text">
									<bdi>{entry.name}</bdi>
									{entry.what !== '' && <bdi className="hint">{entry.what}</bdi>}
									<bdi className="number" dir="ltr">
										{entry.phone}
									</bdi>
									{entry.hours !== '' && <bdi className="hint">{entry.hours}</bdi>}
									<span className={isOld ? 'hint error-hint' : 'hint'}>
										{t(isOld ? 'help.notCheckedSince' : 'help.checkedOn', { date })}
									</span>
								</span>
								<Icon name="call" />
							</a>
						</li>
					)
				})}
			</ul>
		</section>
	)
}
