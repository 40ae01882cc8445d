import { type ReactNode, useContext, useState } from 'react'
import { useLocation } from 'wouter'
import type { FormLanguage } from '#shared/forms/form-definition'
import { type FormPage, questionsOn } from '#shared/forms/pages'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { type WorkSession, WorkSessionContext } from '../../ui/work-session-context.ts'
import { useFilling } from './filling.ts'
import { FormText } from './form-text.tsx'

interface FormMenuProps {
	readonly languages: readonly FormLanguage[]
	readonly onLanguage: (tag: string) => void
	readonly onClose: () => void
	readonly onList: () => void
	readonly onPause: () => void
	/** Null if the form has no question about an appointment that can be asked now. */
	readonly onAppointment: (() => void) | null
	/** Null if the interview cannot be ended early. */
	readonly onEnd: (() => void) | null
	/** Page on the screen; null for the list of sections and the end. */
	readonly page: FormPage | null
	/** Called to write a note on a question of the page. Null where there are no notes. */
	readonly onNote: ((path: string) => void) | null
	/** Further rows: reports to the office. */
	readonly children?: ReactNode
}

/** Menu of a form: what is not needed on every page, and the ways out of it. */
export function FormMenu(props: FormMenuProps) {
	const { languages, onLanguage, onClose, onList, onPause, onAppointment, onEnd, page, onNote, children } =
		props
	const { t } = useTranslations()
	const { filling, trial, language } = useFilling()
	const [isChoosing, setChoosing] = useState(false)
	const working = useContext(WorkSessionContext)
	const closing = (then: () => void) => () => {
		onClose()
		then()
	}
	const questions = page ? questionsOn(page, filling.session) : []
	const [only, ...others] = questions
	const note = (path: string) => closing(() => onNote?.(path))
	if (isChoosing)
		return (
			<Sheet title={t('formMenu.noteOn')} onClose={onClose}>
				{questions.map((path) => (
					<Row key={path} icon="draft" look="" onPress={note(path)} hint={null}>
						<QuestionName path={path} />
					</Row>
				))}
			</Sheet>
		)
	return (
		<Sheet title={trial?.note ?? t('formMenu.saved')} onClose={onClose}>
			<div className="sheet-tiles">
				<Tile icon="sections" onPress={closing(onList)}>
					{t('formMenu.sections')}
				</Tile>
				{/* a trial is not saved: it must not be left by the way */}
				{working && !trial && <Tools working={working} />}
			</div>
			{languages.length > 1 && (
				<label className="menu-language">
					<span>{t('formMenu.language')}</span>
					<select value={language} onChange={({ target }) => closing(() => onLanguage(target.value))()}>
						{languages.map(({ tag, name }) => (
							<option key={tag} value={tag} lang={tag}>
								{name}
							</option>
						))}
					</select>
				</label>
			)}
			{onNote && only !== undefined && (
				<Row
					icon="draft"
					look=""
					onPress={others.length === 0 ? note(only) : () => setChoosing(true)}
					hint={t('formMenu.noteHint')}
				>
					{t('formMenu.note')}
				</Row>
			)}
			<Row icon="pause" look="act" onPress={closing(onPause)} hint={trial ? null : t('formMenu.pauseHint')}>
				{trial?.leave ?? t('formMenu.pause')}
			</Row>
			{onAppointment && (
				<Row
					icon="calendar"
					look="wait"
					onPress={closing(onAppointment)}
					hint={t('formMenu.appointmentHint')}
				>
					{t('formMenu.appointment')}
				</Row>
			)}
			{onEnd && (
				<Row icon="stop" look="" onPress={closing(onEnd)} hint={t('formMenu.endHint')}>
					{t('formMenu.end')}
				</Row>
			)}
			{children}
			<div className="sheet-actions">
				<button type="button" className="plain" onClick={onClose}>
					{t('formMenu.continue')}
				</button>
			</div>
		</Sheet>
	)
}

function Tools({ working: { lock, flushScreen } }: { working: WorkSession }) {
	const { t } = useTranslations()
	const [, go] = useLocation()
	return (
		<>
			<Tile
				icon="help"
				onPress={() => {
					flushScreen()
					go('/help')
				}}
			>
				{t('formMenu.help')}
			</Tile>
			<Tile icon="lock" onPress={lock}>
				{t('formMenu.lock')}
			</Tile>
		</>
	)
}

function QuestionName({ path }: { path: string }) {
	const { part } = useFilling().filling.session.nodeAt(path)
	return part.label ? <FormText path={path} texts={part.label} /> : <bdi>{part.name}</bdi>
}

interface ActionProps {
	readonly icon: IconName
	readonly onPress: () => void
	readonly children: ReactNode
}

function Tile({ icon, onPress, children }: ActionProps) {
	return (
		<button type="button" className="icon-button" onClick={onPress}>
			<Icon name={icon} />
			{children}
		</button>
	)
}

interface RowProps extends ActionProps {
	readonly look: 'act' | 'wait' | 'stop' | ''
	readonly hint: string | null
}

function Row({ icon, look, onPress, hint, children }: RowProps) {
	return (
		<button type="button" className="row" onClick={onPress}>
			<span className={`badge ${look}`}>
				<Icon name={icon} />
			</span>
			<span>
				<b>{children}</b>
				{hint !== null && <small>{hint}</small>}
			</span>
		</button>
	)
}
