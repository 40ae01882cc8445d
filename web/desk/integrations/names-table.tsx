import type { ReactNode } from 'react'
import { useTranslations } from '../../ui/i18n.ts'

interface NamesTableProps {
	readonly title?: string
	/** A row for each name: name, content and meaning. */
	readonly children: ReactNode
}

/** Names in the API, with content and meaning. */
export function NamesTable({ title, children }: NamesTableProps) {
	const { t } = useTranslations()
	return (
		<div className="table-box">
			<table className="table">
				{title && <caption className="at-start">{title}</caption>}
				<thead>
					<tr>
						<th scope="col">{t('integrations.column')}</th>
						<th scope="col">{t('integrations.type')}</th>
						<th scope="col">{t('integrations.description')}</th>
					</tr>
				</thead>
				<tbody>{children}</tbody>
			</table>
		</div>
	)
}
