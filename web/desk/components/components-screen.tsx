import { type ReactNode, useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { DeskIcon, type DeskIconName, deskIconNames } from '../kit/desk-icon.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { FilterChip } from '../kit/filter-chip.tsx'
import { KeyFigure } from '../kit/key-figure.tsx'
import { PageTabs } from '../kit/page-tabs.tsx'
import { SearchField } from '../kit/search-field.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { TextField } from '../kit/text-field.tsx'
import { showToast } from '../kit/toast.tsx'

/** The common components of the desk, for developers. Reached by its address. */
export function ComponentsScreen() {
	const { t } = useTranslations()
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.page.components')}</h1>
				<button type="button">{t('overview.attention.open')}</button>
				<button type="button" className="plain small">
					{t('desk.refresh')}
				</button>
			</header>
			<PageTabs
				label={t('desk.page.components')}
				tabs={[
					{ href: '/desk/components', label: t('review.listView') },
					{ href: '/desk/table', label: t('desk.page.table'), count: 12 },
				]}
			/>
			<Buttons />
			<Fields />
			<Messages />
			<Figures />
			<Icons />
		</div>
	)
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
	return (
		<section className="panel stack tight" aria-label={title}>
			<h2>{title}</h2>
			{children}
		</section>
	)
}

/** Buttons, a dialog and a toast. */
function Buttons() {
	const { t } = useTranslations()
	const [isOpen, setOpen] = useState<'dialog' | 'drawer' | null>(null)
	return (
		<Group title={t('desk.components.buttons')}>
			<div className="actions">
				<button type="button" onClick={() => setOpen('dialog')}>
					{t('desk.components.dialog')}
				</button>
				<button type="button" className="plain" onClick={() => setOpen('drawer')}>
					{t('desk.components.drawer')}
				</button>
				<button
					type="button"
					className="plain small"
					onClick={() => showToast(t('desk.components.toast'), async () => undefined)}
				>
					{t('desk.components.toast')}
				</button>
				<button type="button" disabled>
					{t('table.saveView')}
				</button>
				<button type="button" className="icon-button" aria-label={t('desk.openHelp')}>
					<DeskIcon name="help" />
				</button>
			</div>
			{isOpen && (
				<Dialog
					title={t(`desk.components.${isOpen}`)}
					isDrawer={isOpen === 'drawer'}
					onClose={() => setOpen(null)}
				>
					<p>{t('overview.attention.none')}</p>
				</Dialog>
			)}
		</Group>
	)
}

/** Fields of forms and filters, and an error. */
function Fields() {
	const { t } = useTranslations()
	const { study } = useDesk()
	const [values, setValues] = useState<readonly string[]>([])
	const [search, setSearch] = useState('')
	const rounds = study.rounds.map(({ code }) => ({ value: code, label: code }))
	const [round, setRound] = useState(rounds[0]?.value ?? '')
	return (
		<Group title={t('desk.components.fields')}>
			<div className="filters">
				<FilterChip
					label={t('desk.round')}
					values={values}
					options={rounds}
					onChoose={setValues}
					isMultiple
				/>
				<SelectMenu
					label={t('desk.round')}
					value={round}
					options={rounds.map(({ value, label }) => [value, label] as const)}
					onChoose={setRound}
				/>
				<SearchField label={t('table.search')} value={search} onChange={setSearch} />
			</div>
			<div className="narrow-desk stack tight">
				<TextField label={t('desk.username')} hint={t('desk.newPasswordHint', { count: 12 })} />
				<TextField label={t('desk.password')} error={{ type: 'required' }} />
				<label className="choice small">
					<input type="checkbox" defaultChecked />
					<span>{t('review.status')}</span>
				</label>
				<label className="choice small">
					<input type="radio" name="components" defaultChecked />
					<span>{t('review.form')}</span>
				</label>
			</div>
		</Group>
	)
}

const notes = ['quiet', 'ok', 'wait', 'stop'] as const
const chips = ['idle', 'info', 'ok', 'warn', 'bad'] as const

/** Notes, states, and placeholders of data that loads. */
function Messages() {
	const { t } = useTranslations()
	return (
		<Group title={t('desk.components.messages')}>
			{notes.map((tone) => (
				<p key={tone} className={`note ${tone}`}>
					{t('overview.attention.none')}
				</p>
			))}
			<p className="actions">
				{chips.map((tone) => (
					<span key={tone} className={`status-chip ${tone}`}>
						<DeskIcon name="check" /> {t('recordStatus.approved')}
					</span>
				))}
			</p>
			<Skeleton rows={3} />
		</Group>
	)
}

/** Key figures and a table. */
function Figures() {
	const { t } = useTranslations()
	const names = ['interviews', 'approved', 'returned'] as const
	return (
		<Group title={t('desk.components.figures')}>
			<ul className="key-figures">
				<KeyFigure name={t('coverage.column.interviews')} value="4,649" of="/ 9,300" note="50%" />
				<KeyFigure
					name={t('coverage.column.disputed')}
					value="51"
					note="+2"
					tone="stop"
					href="/desk/components"
				/>
			</ul>
			<table className="table">
				<thead>
					<tr>
						<th scope="col">{t('coverage.column.district')}</th>
						{names.map((name) => (
							<th key={name} scope="col" className="number">
								{t(`coverage.column.${name}`)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{[300, 120].map((count) => (
						<tr key={count}>
							<th scope="row">{t('coverage.column.district')}</th>
							{names.map((name) => (
								<td key={name} className="number">
									{count}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</Group>
	)
}

function Icons() {
	const { t } = useTranslations()
	return (
		<Group title={t('desk.components.icons')}>
			<ul className="chips">
				{deskIconNames.map((name: DeskIconName) => (
					<li key={name} className="status-chip idle">
						<DeskIcon name={name} /> <code dir="ltr">{name}</code>
					</li>
				))}
			</ul>
		</Group>
	)
}
