import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { watchDownloads } from '../../testing/downloads.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { TableWithFile } from './table-with-download.tsx'

const save = async (children: React.ReactNode) => {
	const downloads = watchDownloads()
	const { user } = await renderDesk(
		<TableWithFile name="households-PK607" about="Households">
			{children}
		</TableWithFile>,
	)
	await user.click(screen.getByRole('button', { name: `${text('coverage.exportCsv')}: Households` }))
	return downloads
}

test('a table is exported as shown: the selected option of a menu, and no buttons, boxes or notes', async () => {
	const downloads = await save(
		<table>
			<tbody>
				<tr>
					<th>Cluster</th>
					<th>Enumerator</th>
				</tr>
				<tr>
					<th>
						<bdi>PK607-01</bdi> <span>rural</span>
						<button type="button">Not accessible</button>
						<div className="note">Returned</div>
						<details>
							<summary>Households</summary>
						</details>
					</th>
					<td>
						3 of 6
						<select defaultValue="amina">
							<option value="">nobody</option>
							<option value="amina">Amina</option>
						</select>
						<textarea defaultValue="typed" />
					</td>
				</tr>
			</tbody>
		</table>,
	)
	expect(downloads[0]?.name).toBe('households-PK607.csv')
	expect(await downloads[0]?.text()).toBe('Cluster,Enumerator\r\n"PK607-01 rural","3 of 6 Amina"\r\n')
})

test('empty columns and direction marks are left out', async () => {
	const downloads = await save(
		<table>
			<tbody>
				<tr>
					<th>Name</th>
					<th />
					<th>Total</th>
				</tr>
				<tr>
					<td>{'\u2068ضلع\u2069'}</td>
					<td>
						<svg aria-label="drawn" />
					</td>
					<td>12</td>
				</tr>
			</tbody>
		</table>,
	)
	expect(await downloads[0]?.text()).toBe('Name,Total\r\n"ضلع",12\r\n')
})

test('a cell that a spreadsheet would run as a formula is neutralised', async () => {
	const downloads = await save(
		<table>
			<tbody>
				<tr>
					<td>=1+1</td>
				</tr>
			</tbody>
		</table>,
	)
	expect(await downloads[0]?.text()).toBe('"\'=1+1"\r\n')
})

test('without a table nothing is exported', async () => {
	expect(await save(<p>Nothing yet</p>)).toEqual([])
})
