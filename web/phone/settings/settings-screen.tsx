import './settings.css'
import { useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import { lastSyncOf } from '../../storage/enrolment/enrolments.ts'
import { personSettings, savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { outboxState } from '../../storage/outbox/outbox.ts'
import { currentForms, type FormOnPhone, loadStudy } from '../../storage/records/documents.ts'
import { showTextSize, textSizes } from '../../ui/apply-person-settings.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { appLanguages, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { LanguageChoice } from '../../ui/language-choice.tsx'
import { LanguageMenu } from '../../ui/language-menu.tsx'
import { LocalizedTextView } from '../../ui/localized-text-view.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppBar } from '../frame/app-bar.tsx'
import { WifiOnlySetting } from '../sync/wifi-only-setting.tsx'
import { lockMinutesOf } from '../unlock/lock-minutes.ts'
import { NastaliqSetting } from './nastaliq-setting.tsx'
import { StorageHealth } from './storage-health.tsx'

/** Settings of this person on this phone, and what the app is and stores. */
export function SettingsScreen() {
	const { t } = useTranslations()
	const { session } = useSession()
	const found = useLocalData(
		async () => ({
			settings: await personSettings(session.device),
			forms: await currentForms(session),
			lockMinutes: lockMinutesOf(await loadStudy(session)),
		}),
		session.device,
	)
	if (!found) return null
	const { settings, forms, lockMinutes } = found
	return (
		<div className="app-screen">
			<AppBar title={t('settings.title')} subtitle={<bdi>{session.person.name}</bdi>} back="/" />
			<main className="settings-page">
				<h2 className="section-label">{t('settings.languageTitle')}</h2>
				<div className="settings-group">
					<div className="setting">
						<p>{t('settings.appLanguage')}</p>
						<LanguageChoice onChosen={(language) => void savePersonSettings(session.device, { language })} />
					</div>
					<QuestionLanguage forms={forms} chosen={settings.questionLanguage} />
					<div className="setting">
						<NastaliqSetting />
					</div>
					<TextSizeSetting chosen={settings.textSize ?? 100} />
				</div>
				<h2 className="section-label">{t('settings.safetyTitle')}</h2>
				<ul className="list">
					<li>
						<Link className="row" href="/pin">
							<Icon name="lock" />
							<span>
								{t('pin.change')}
								<small>{t('settings.secondPinHint')}</small>
							</span>
							<Icon name="forward" />
						</Link>
					</li>
					<li className="row">
						<Icon name="clock" />
						<span>
							{t('settings.lockAfter')}
							<small>{t('settings.lockAfterHint')}</small>
						</span>
						<b>{t('settings.minutes', { count: lockMinutes })}</b>
					</li>
				</ul>
				<h2 className="section-label">{t('settings.dataTitle')}</h2>
				<div className="settings-group">
					<div className="setting">
						<WifiOnlySetting />
					</div>
					<div className="setting">
						<StorageHealth />
					</div>
				</div>
				<About forms={forms} />
			</main>
		</div>
	)
}

/** Language in which new forms open; it can be changed in each interview. */
function QuestionLanguage({
	forms,
	chosen,
}: {
	readonly forms: readonly FormOnPhone[]
	readonly chosen: string | undefined
}) {
	const { t } = useTranslations()
	const { session } = useSession()
	const tags = [...new Set(forms.flatMap(({ title }) => Object.keys(title)))].sort()
	const nameOf = (tag: string) => appLanguages.find((each) => each.tag === tag)?.name ?? tag
	return (
		<div className="setting">
			<LanguageMenu
				label={t('settings.questionLanguage')}
				languages={[
					{ tag: '', name: t('settings.sameAsApp') },
					...tags.map((tag) => ({ tag, name: nameOf(tag) })),
				]}
				value={chosen ?? ''}
				onChoose={(tag) => void savePersonSettings(session.device, { questionLanguage: tag })}
			/>
			<p className="caption">{t('settings.questionLanguageHint')}</p>
		</div>
	)
}

function TextSizeSetting({ chosen }: { chosen: number }) {
	const { t } = useTranslations()
	const { session } = useSession()
	return (
		<fieldset className="setting text-sizes" aria-label={t('settings.textSize')}>
			<p aria-hidden="true">{t('settings.textSize')}</p>
			<div>
				{textSizes.map((size) => (
					<label key={size} className="text-size" data-size={size}>
						<input
							type="radio"
							name="text-size"
							checked={chosen === size}
							aria-label={t('settings.percent', { size })}
							onChange={() => {
								showTextSize(size)
								void savePersonSettings(session.device, { textSize: size })
							}}
						/>
						<span aria-hidden="true">{t('settings.sampleLetter')}</span>
					</label>
				))}
			</div>
		</fieldset>
	)
}

/** Version of the app and of the forms, last sync, and what is not sent. */
function About({ forms }: { forms: readonly FormOnPhone[] }) {
	const { t, language } = useTranslations()
	const { session, loop } = useSession()
	const { isRunning } = useSyncExternalStore(loop.subscribe, loop.state)
	const found = useLocalData(async () => {
		const outbox = await outboxState(session.device)
		return { unsent: outbox.records + outbox.refused, lastSyncAt: await lastSyncOf(session) }
	}, `${session.device} ${isRunning}`)
	return (
		<section className="about" aria-labelledby="about">
			<h2 id="about">{t('settings.aboutTitle')}</h2>
			<p>{t('settings.version', { version: __APP_VERSION__ })}</p>
			{found && (
				<p>
					{found.lastSyncAt === null
						? t('sync.neverSynced')
						: t('sync.lastSync', { time: dateTimeIn(language, found.lastSyncAt) })}{' '}
					· {t('sync.unsentCount', { count: found.unsent })}
				</p>
			)}
			<ul>
				{forms
					.filter(({ isReport }) => !isReport)
					.map(({ id, title, version }) => (
						<li key={id}>
							<LocalizedTextView texts={title} /> · {t('settings.formVersion', { version })}
						</li>
					))}
			</ul>
			<p>{t('settings.whatIsStored')}</p>
		</section>
	)
}
