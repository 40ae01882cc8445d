import { useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { DeskIcon } from '../kit/desk-icon.tsx'
import { Dialog } from '../kit/dialog.tsx'
import type { Place } from './navigation.ts'
import type { Subpage } from './subpages.ts'

export type PageName = Place['name'] | Subpage['name'] | 'account'

/** Button of the top bar that opens the help of the page: its purpose, the first step, and the guide of the role. */
export function HelpDrawer({ page }: { readonly page: PageName }) {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const [isOpen, setOpen] = useState(false)
	const title = page === 'account' ? t('account.title') : t(`desk.page.${page}`)
	return (
		<>
			<button
				type="button"
				className="icon-button"
				aria-label={t('desk.openHelp')}
				aria-haspopup="dialog"
				onClick={() => setOpen(true)}
			>
				<DeskIcon name="help" />
			</button>
			{isOpen && (
				<Dialog title={t('desk.helpFor', { page: title })} isDrawer onClose={() => setOpen(false)}>
					<p>{t(`desk.pageHelp.${page}.purpose`)}</p>
					<h3>{t('desk.helpFirst')}</h3>
					<p>{t(`desk.pageHelp.${page}.first`)}</p>
					{/* a server page, not an app screen: a new tab keeps the desk and its unsaved text */}
					<a
						href={`/docs/${language === 'ur' ? 'ur/' : ''}use/${person.role}/`}
						target="_blank"
						rel="noreferrer"
					>
						{t('desk.helpGuide', { role: t(`role.${person.role}`) })}
					</a>
				</Dialog>
			)}
		</>
	)
}
