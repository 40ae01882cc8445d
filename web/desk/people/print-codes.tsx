import './print-codes.css'
import { useState } from 'react'
import { peopleApi } from '#shared/api/people'
import { invitationLink } from '#shared/people/invitation-link'
import { type Invitation, maxOnSheet, type PersonListItem } from '#shared/people/people'
import { canInvite, isDistrictSubset, isPhoneRole } from '#shared/people/roles'
import { callRoute } from '../../api/call-route.ts'
import { dateIn } from '../../ui/formats.ts'
import { directionOf, loadTranslations, type Translate, useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDesk } from '../kit/desk-context.ts'
import { LocalAddressNote } from './local-address-note.tsx'

interface PrintCodesProps {
	/** Users as currently listed. */
	readonly people: readonly PersonListItem[]
	readonly onMade: () => void
	readonly onClose: () => void
}

interface CodeSheetState {
	readonly strips: readonly Invitation[]
	/** Translations, by language of the users. */
	readonly words: ReadonlyMap<string, Translate>
}

/**
 * Enrolment codes of many users on paper, one strip each. They are created with the sheet and cannot be
 * shown again.
 */
export function PrintCodes({ people, onMade, onClose }: PrintCodesProps) {
	const { t } = useTranslations()
	const { person: me } = useDesk()
	const [isAll, setAll] = useState(false)
	const [sheet, setSheet] = useState<CodeSheetState | null>(null)
	const { isBusy, problem, run } = useAsyncAction()
	const able = people.filter(
		({ role, isActive, districts }) =>
			isPhoneRole(role) && isActive && canInvite(me.role, role) && isDistrictSubset(me.districts, districts),
	)
	const wanted = able.filter(({ phones }) => isAll || phones === 0)
	const ending = wanted.filter(({ isInvited }) => isInvited).length
	const make = () =>
		run(async () => {
			// translations are loaded first: new codes replace the old ones and are shown only here
			const tags = [...new Set(wanted.map(({ language }) => language))]
			const words = new Map(
				await Promise.all(tags.map(async (tag) => [tag, await loadTranslations(tag)] as const)),
			)
			const strips = await callRoute(peopleApi.inviteAll, { body: { people: wanted.map(({ id }) => id) } })
			setSheet({ strips, words })
			onMade()
		})
	return (
		<section className="panel stack code-sheet" aria-label={t('people.sheet.title')}>
			<div className="stack tight not-printed">
				<h2>{t('people.sheet.title')}</h2>
				<LocalAddressNote />
				{sheet ? (
					<p className="note wait" role="status">
						{t('people.sheet.shownOnce', { count: sheet.strips.length })}
					</p>
				) : (
					<>
						<p className="hint">{t('people.sheet.help')}</p>
						<label className="choice small">
							<input type="checkbox" checked={isAll} onChange={({ target }) => setAll(target.checked)} />
							<span>{t('people.sheet.includeEnrolled', { count: able.length })}</span>
						</label>
						{ending > 0 && <p className="note wait">{t('people.sheet.cancelsCodes', { count: ending })}</p>}
						{wanted.length > maxOnSheet && (
							<p className="note stop">{t('people.sheet.tooMany', { count: maxOnSheet })}</p>
						)}
					</>
				)}
				<ProblemNote problem={problem} />
				<div className="actions">
					{sheet ? (
						<button type="button" onClick={() => print()}>
							{t('people.sheet.print')}
						</button>
					) : (
						<button
							type="button"
							disabled={isBusy || wanted.length === 0 || wanted.length > maxOnSheet}
							onClick={() => void make()}
						>
							{t('people.sheet.createCodes', { count: wanted.length })}
						</button>
					)}
					<button type="button" className="plain" onClick={onClose}>
						{t('app.close')}
					</button>
				</div>
			</div>
			{sheet && (
				<ul className="strips">
					{sheet.strips.map((strip) => (
						<Strip
							key={strip.person.id}
							strip={strip}
							translate={sheet.words.get(strip.person.language) ?? t}
						/>
					))}
				</ul>
			)}
		</section>
	)
}

/** One user's strip in their own language: the code to scan or type, and instructions. */
function Strip({ strip, translate }: { strip: Invitation; translate: Translate }) {
	const { code, person, expires } = strip
	const { language } = person
	return (
		<li className="strip" lang={language} dir={directionOf(language)}>
			<QrCode text={invitationLink(strip, location.origin)} name={translate('codeSheet.qrCode')} />
			<div>
				<p className="strip-name">
					<bdi>{person.name}</bdi> <bdi dir="ltr">({person.code})</bdi>
				</p>
				<p className="big-code">
					<bdi dir="ltr">{code}</bdi>
				</p>
				<ol>
					<li>{translate('codeSheet.scanHint', { address: location.host })}</li>
					<li>{translate('codeSheet.codeHint')}</li>
					<li>{translate('codeSheet.pinHint')}</li>
				</ol>
				{expires && (
					<p className="strip-until">
						{translate('codeSheet.validUntil', { date: dateIn(language, expires) })}
					</p>
				)}
			</div>
		</li>
	)
}
